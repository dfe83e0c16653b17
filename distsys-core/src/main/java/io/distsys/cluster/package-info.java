/**
 * The nodes that work together, and how one is told of their coming and going.
 */
@NullMarked
package io.distsys.cluster;

import org.jspecify.annotations.NullMarked;
