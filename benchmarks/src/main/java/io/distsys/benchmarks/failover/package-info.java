/**
 * How long nobody, or two, hold a singleton after something was done to its owner.
 */
@NullMarked
package io.distsys.benchmarks.failover;

import org.jspecify.annotations.NullMarked;
