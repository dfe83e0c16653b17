/**
 * Where a node looks for others: what can be asked for addresses, and how a member asks.
 */
@NullMarked
package io.distsys.hazelcast.discovery;

import org.jspecify.annotations.NullMarked;
