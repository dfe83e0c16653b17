/**
 * Auto-configuration of ownership.
 */
@NullMarked
package io.distsys.autoconfigure.ownership;

import org.jspecify.annotations.NullMarked;
