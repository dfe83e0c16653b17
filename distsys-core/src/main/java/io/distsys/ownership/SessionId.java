package io.distsys.ownership;

import io.distsys.cluster.NodeId;

/**
 * Identity of a session: a node may have several in its life, one after another.
 *
 * @param node the node
 * @param openedAt index of the log entry that opened it
 * @since 0.1
 */
public record SessionId(NodeId node, long openedAt) implements Comparable<SessionId> {

	@Override
	public int compareTo(SessionId other) {
		int byNode = this.node.compareTo(other.node);
		return (byNode != 0) ? byNode : Long.compare(this.openedAt, other.openedAt);
	}

	@Override
	public String toString() {
		return this.node.abbreviated() + "@" + this.openedAt;
	}

}
