package io.distsys.worker;

import io.distsys.cluster.NodeId;

/**
 * A worker that is in a group.
 *
 * @param type the worker type
 * @param key the worker
 * @param node where it was when it joined
 * @since 0.1
 */
public record WorkerMember(String type, String key, NodeId node) {

}
