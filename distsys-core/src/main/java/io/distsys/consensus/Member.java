package io.distsys.consensus;

import io.distsys.cluster.NodeId;
import io.microraft.RaftEndpoint;

/**
 * One membership of a node in a group. A node that was removed and comes back is another
 * member: what it once voted for died with the old one.
 *
 * @param node the node
 * @param life counts the memberships of the node
 */
record Member(NodeId node, long life) implements RaftEndpoint, Comparable<Member> {

	/**
	 * A seat that nobody takes. MicroRaft commits with half of an even number of voters,
	 * which two configurations that differ by one voter do not survive: each may have a
	 * majority without the other's. An even number of voters from four on is therefore
	 * made odd by this seat, which leaves the true majority of the others.
	 */
	static final Member VACANT = new Member(new NodeId(0, 0), 0);

	boolean isVacant() {
		return equals(VACANT);
	}

	@Override
	public Object getId() {
		return toString();
	}

	@Override
	public int compareTo(Member other) {
		int byNode = this.node.compareTo(other.node);
		return (byNode != 0) ? byNode : Long.compare(this.life, other.life);
	}

	@Override
	public String toString() {
		return this.node.abbreviated() + "/" + this.life;
	}

}
