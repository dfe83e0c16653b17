/**
 * The only package that knows Hazelcast: membership, transport, codec, configuration.
 */
@NullMarked
package io.distsys.hazelcast;

import org.jspecify.annotations.NullMarked;
