/**
 * Auto-configuration of start, stop and application events.
 */
@NullMarked
package io.distsys.autoconfigure.lifecycle;

import org.jspecify.annotations.NullMarked;
