/**
 * Programs that measure the library on real processes.
 */
@NullMarked
package io.distsys.benchmarks;

import org.jspecify.annotations.NullMarked;
