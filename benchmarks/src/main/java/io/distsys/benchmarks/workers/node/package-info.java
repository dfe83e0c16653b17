/**
 * The application whose workers are measured.
 */
@NullMarked
package io.distsys.benchmarks.workers.node;

import org.jspecify.annotations.NullMarked;
