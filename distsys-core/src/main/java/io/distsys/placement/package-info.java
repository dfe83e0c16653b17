/**
 * Pure functions that say on which node a resource should be.
 */
@NullMarked
package io.distsys.placement;

import org.jspecify.annotations.NullMarked;
