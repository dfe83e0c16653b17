/**
 * Calls of the library beside those of Apache Pekko and of Horde, on one machine, in
 * turn.
 */
@NullMarked
package io.distsys.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
