/**
 * What stands between the port and Hazelcast: the only code that hangs itself into the
 * channels of its members. Nothing of a peer reaches Hazelcast before it has passed.
 */
@NullMarked
package io.distsys.hazelcast.guard;

import org.jspecify.annotations.NullMarked;
