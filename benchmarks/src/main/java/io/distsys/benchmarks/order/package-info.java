/**
 * What a benchmark tells its nodes, and what they answer.
 */
@NullMarked
package io.distsys.benchmarks.order;

import org.jspecify.annotations.NullMarked;
