/**
 * What a node of any measured system on the JVM has in common with the others: it reads
 * orders, calls what it is told to call, and answers with figures.
 */
@NullMarked
package io.distsys.benchmarks.peers.node;

import org.jspecify.annotations.NullMarked;
