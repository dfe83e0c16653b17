/**
 * What a cluster costs that does nothing.
 */
@NullMarked
package io.distsys.benchmarks.idle;

import org.jspecify.annotations.NullMarked;
