/**
 * Whether this node is on the side that may act, and what happens when it is not.
 */
@NullMarked
package io.distsys.quorum;

import org.jspecify.annotations.NullMarked;
