/**
 * Auto-configuration of groups.
 */
@NullMarked
package io.distsys.autoconfigure.group;

import org.jspecify.annotations.NullMarked;
