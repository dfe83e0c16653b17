/**
 * Figures, and how they are shown and kept.
 */
@NullMarked
package io.distsys.benchmarks.report;

import org.jspecify.annotations.NullMarked;
