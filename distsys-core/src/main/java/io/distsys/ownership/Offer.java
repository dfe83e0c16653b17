package io.distsys.ownership;

import java.time.Duration;
import java.util.List;

import io.distsys.cluster.NodeId;

/**
 * What a node is able to own: the planner gives resources only to nodes that offer them.
 *
 * @param kind the kind of the resources
 * @param name their name
 * @param count how many there are: 1 for a singleton, the number of slots for a worker
 * type
 * @param terms what the node says of itself as their owner
 * @since 0.1
 */
public record Offer(String kind, String name, int count, Terms terms) implements Comparable<Offer> {

	public Offer {
		if (count < 1) {
			throw new IllegalArgumentException("An offer has at least one resource: " + kind + "/" + name);
		}
	}

	/**
	 * An offer of a node that is like all others.
	 * @param kind the kind of the resources
	 * @param name their name
	 * @param count how many there are
	 */
	public Offer(String kind, String name, int count) {
		this(kind, name, count, Terms.NONE);
	}

	/**
	 * Whether it is of these resources.
	 * @param otherKind their kind
	 * @param otherName their name
	 * @return {@code true} if kind and name are the same
	 */
	public boolean isOf(String otherKind, String otherName) {
		return this.kind.equals(otherKind) && this.name.equals(otherName);
	}

	/**
	 * Whether another node's offer is of the same resources.
	 * @param other the other offer
	 * @return {@code true} if at most the terms differ
	 */
	public boolean isOfSame(Offer other) {
		return compareTo(other) == 0;
	}

	/**
	 * The same offer on other terms.
	 * @param newTerms the terms
	 * @return a copy
	 */
	public Offer with(Terms newTerms) {
		return new Offer(this.kind, this.name, this.count, newTerms);
	}

	/** Whether a resource is one of those offered. */
	boolean has(ResourceKey key) {
		return this.kind.equals(key.kind()) && this.name.equals(key.name()) && key.index() < this.count;
	}

	/** By what is offered; the terms do not count. */
	@Override
	public int compareTo(Offer other) {
		int result = this.kind.compareTo(other.kind);
		if (result == 0) {
			result = this.name.compareTo(other.name);
		}
		return (result != 0) ? result : Integer.compare(this.count, other.count);
	}

	/**
	 * What a node says of itself as an owner, and of the resources.
	 *
	 * @param preference how much it is preferred to other nodes; by default 0, more is
	 * better
	 * @param version the application that it runs; may be empty
	 * @param minimumStay how long a resource stays where it is before it may move to a
	 * better place; it still leaves a node that stops
	 * @param minimumNodes a free resource is given away only while so many nodes take
	 * work
	 * @param strategy name of the {@link io.distsys.placement.PlacementStrategy} by which
	 * resources of this name are placed, or empty for that of their kind; that of the
	 * node counts whose session is the newest
	 * @param proposed with the strategy {@value #PROPOSED} where each resource should be,
	 * by its number; what the node has proposed counts whose session is the oldest
	 * @param keepsOnly whether the node keeps what it owns and is given nothing more, for
	 * it is about to leave
	 */
	public record Terms(int preference, String version, Duration minimumStay, int minimumNodes, String strategy,
			List<NodeId> proposed, boolean keepsOnly) {

		/** The strategy that puts resources where a node has proposed. */
		public static final String PROPOSED = "PROPOSED";

		/** Of a node that is like all others. */
		public static final Terms NONE = new Terms(0, "", Duration.ZERO, 1);

		public Terms {
			if (minimumStay.isNegative() || minimumNodes < 1) {
				throw new IllegalArgumentException("minimumStay must not be negative and minimumNodes at least 1: "
						+ minimumStay + ", " + minimumNodes);
			}
			// As precise as the log.
			minimumStay = Duration.ofMillis(minimumStay.toMillis());
			proposed = List.copyOf(proposed);
		}

		/**
		 * Terms of a node that takes more.
		 * @param preference how much the node is preferred to other nodes
		 * @param version the application that it runs; may be empty
		 * @param minimumStay how long a resource stays where it is
		 * @param minimumNodes how many nodes have to take work
		 * @param strategy by which resources of this name are placed, or empty
		 * @param proposed where each resource should be, by its number
		 */
		public Terms(int preference, String version, Duration minimumStay, int minimumNodes, String strategy,
				List<NodeId> proposed) {
			this(preference, version, minimumStay, minimumNodes, strategy, proposed, false);
		}

		/**
		 * Terms of resources that are placed as all of their kind.
		 * @param preference how much the node is preferred to other nodes
		 * @param version the application that it runs; may be empty
		 * @param minimumStay how long a resource stays where it is
		 * @param minimumNodes how many nodes have to take work
		 */
		public Terms(int preference, String version, Duration minimumStay, int minimumNodes) {
			this(preference, version, minimumStay, minimumNodes, "", List.of());
		}

		/**
		 * The same terms with a proposal.
		 * @param places where each resource should be, by its number
		 * @return a copy
		 */
		public Terms proposing(List<NodeId> places) {
			return new Terms(this.preference, this.version, this.minimumStay, this.minimumNodes, PROPOSED, places,
					this.keepsOnly);
		}

		/**
		 * The same terms of a node that is given nothing more.
		 * @return a copy
		 */
		public Terms keepingOnly() {
			return new Terms(this.preference, this.version, this.minimumStay, this.minimumNodes, this.strategy,
					this.proposed, true);
		}

	}

}
