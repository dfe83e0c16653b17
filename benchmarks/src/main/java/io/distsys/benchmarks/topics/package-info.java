/**
 * How many messages of a topic reach all nodes, and how long each is on its way.
 */
@NullMarked
package io.distsys.benchmarks.topics;

import org.jspecify.annotations.NullMarked;
