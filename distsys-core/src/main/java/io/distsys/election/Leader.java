package io.distsys.election;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;

/**
 * Who leads.
 *
 * @param node the node of the leader
 * @param token the token of this leadership
 * @since 0.1
 */
public record Leader(NodeId node, FencingToken token) {

}
