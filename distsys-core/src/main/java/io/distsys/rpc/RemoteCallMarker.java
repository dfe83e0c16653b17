package io.distsys.rpc;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Suppressed by every exception that came from another node: says which node threw it,
 * and where. It is never thrown.
 *
 * @since 0.1
 */
public final class RemoteCallMarker extends Exception {

	private static final long serialVersionUID = 1L;

	private final transient @Nullable NodeId node;

	private final transient @Nullable String nodeName;

	RemoteCallMarker(NodeId node, String nodeName, StackTraceElement[] remoteStack) {
		super("Thrown on node " + nodeName);
		this.node = node;
		this.nodeName = nodeName;
		setStackTrace(remoteStack);
	}

	/** How the node was called from which the failure came. */
	static String nameOf(NodeId node, Throwable failure) {
		for (Throwable suppressed : failure.getSuppressed()) {
			if (suppressed instanceof RemoteCallMarker marker && node.equals(marker.node) && marker.nodeName != null) {
				return marker.nodeName;
			}
		}
		return node.abbreviated();
	}

}
