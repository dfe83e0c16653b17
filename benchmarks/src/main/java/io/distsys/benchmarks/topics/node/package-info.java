/**
 * The application whose topics are measured.
 */
@NullMarked
package io.distsys.benchmarks.topics.node;

import org.jspecify.annotations.NullMarked;
