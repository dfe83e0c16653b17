/**
 * Lets several threads do a thing again and again, and measures it.
 */
@NullMarked
package io.distsys.benchmarks.load;

import org.jspecify.annotations.NullMarked;
