/**
 * How fast names are registered, looked up, and seen by the other nodes.
 */
@NullMarked
package io.distsys.benchmarks.names;

import org.jspecify.annotations.NullMarked;
