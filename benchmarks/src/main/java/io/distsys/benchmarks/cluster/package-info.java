/**
 * What the recorded events say of a cluster.
 */
@NullMarked
package io.distsys.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
