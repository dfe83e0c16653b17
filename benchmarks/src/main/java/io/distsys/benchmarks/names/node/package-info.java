/**
 * The application whose names are measured.
 */
@NullMarked
package io.distsys.benchmarks.names.node;

import org.jspecify.annotations.NullMarked;
