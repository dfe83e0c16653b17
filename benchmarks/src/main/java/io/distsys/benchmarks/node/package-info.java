/**
 * The applications whose instances are measured.
 */
@NullMarked
package io.distsys.benchmarks.node;

import org.jspecify.annotations.NullMarked;
