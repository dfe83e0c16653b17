/**
 * The node of the library that is measured beside its peers.
 */
@NullMarked
package io.distsys.benchmarks.peers.library;

import org.jspecify.annotations.NullMarked;
