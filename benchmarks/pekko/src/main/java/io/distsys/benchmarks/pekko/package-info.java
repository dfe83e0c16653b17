/**
 * A node of Apache Pekko that is measured: sharded entities, and a cluster singleton.
 */
@NullMarked
package io.distsys.benchmarks.pekko;

import org.jspecify.annotations.NullMarked;
