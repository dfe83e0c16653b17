/**
 * How many workers a cluster carries, how fast they start, answer and come back.
 */
@NullMarked
package io.distsys.benchmarks.workers;

import org.jspecify.annotations.NullMarked;
