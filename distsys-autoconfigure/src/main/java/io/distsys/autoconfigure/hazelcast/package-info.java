/**
 * Auto-configuration of the Hazelcast member.
 */
@NullMarked
package io.distsys.autoconfigure.hazelcast;

import org.jspecify.annotations.NullMarked;
