/**
 * A replicated log over the nodes: bootstrap, voters, learners and snapshots.
 */
@NullMarked
package io.distsys.consensus;

import org.jspecify.annotations.NullMarked;
