/**
 * Entries that each node says of itself, known on every node.
 */
@NullMarked
package io.distsys.tracker;

import org.jspecify.annotations.NullMarked;
