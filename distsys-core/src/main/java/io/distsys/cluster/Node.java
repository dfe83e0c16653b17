package io.distsys.cluster;

import java.time.Instant;
import java.util.Set;

/**
 * One process of the cluster as the others see it.
 *
 * @param id identity of this incarnation
 * @param name a name for people; a restarted process may have the same one
 * @param address host and port of the member connection
 * @param roles what this node is for; may be empty
 * @param region the region it runs in; empty if none was configured
 * @param zone the availability zone it runs in; empty if none was configured
 * @param version version of the application; empty if none was configured
 * @param startedAt wall-clock time of its start, for people only
 * @param state where it is in its life
 * @since 0.1
 */
public record Node(NodeId id, String name, String address, Set<String> roles, String region, String zone,
		String version, Instant startedAt, State state) {

	public Node {
		roles = Set.copyOf(roles);
	}

	/**
	 * This node in another state.
	 * @param newState the other state
	 * @return a copy
	 */
	public Node in(State newState) {
		return new Node(this.id, this.name, this.address, this.roles, this.region, this.zone, this.version,
				this.startedAt, newState);
	}

	/** Where a node is in its life. */
	public enum State {

		/** A member of the cluster that has not finished starting. */
		JOINING,

		/** Takes work. */
		UP,

		/** Leaves soon: finishes what it has and takes nothing new. */
		DRAINING,

		/** Gone. */
		LEFT

	}

}
