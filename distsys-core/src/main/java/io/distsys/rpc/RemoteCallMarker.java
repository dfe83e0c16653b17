package io.distsys.rpc;

import io.distsys.cluster.NodeId;

/**
 * Suppressed by every exception that came from another node: says which node threw it,
 * and where. It is never thrown.
 *
 * @since 0.1
 */
public final class RemoteCallMarker extends Exception {

	private static final long serialVersionUID = 1L;

	RemoteCallMarker(NodeId node, StackTraceElement[] remoteStack) {
		super("Thrown on node " + node);
		setStackTrace(remoteStack);
	}

}
