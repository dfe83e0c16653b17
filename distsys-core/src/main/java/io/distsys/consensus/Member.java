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

	private static final NodeId NOBODY = new NodeId(0, 0);

	/**
	 * A seat that nobody takes. MicroRaft commits with half of an even number of voters,
	 * which two configurations that differ by one voter do not survive: each may have a
	 * majority without the other's. An even number of voters from four on is therefore
	 * made odd by such a seat, which leaves the true majority of the others. And a group
	 * of an expected size keeps its seats when voters go, so that what is left of it
	 * needs as many voters as before.
	 * @param seat tells several of them apart
	 */
	static Member vacant(int seat) {
		return new Member(NOBODY, seat);
	}

	boolean isVacant() {
		return this.node.equals(NOBODY);
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
