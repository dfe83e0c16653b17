package io.distsys.quorum;

import java.util.function.IntSupplier;

/**
 * What a node asks for before it says that it may act.
 * <p>
 * No policy makes anything strong go on without a majority of the voters: ownership is
 * what the log of the group says, and only a majority can append to it. A policy can ask
 * for more than that, or keep health and the protection of other data from depending on
 * it.
 *
 * @param policy what is asked for
 * @param size how many nodes must be in view, with {@link Policy#STATIC}; otherwise 0
 * @since 0.1
 */
public record QuorumSettings(Policy policy, int size) {

	public QuorumSettings {
		if (policy == Policy.STATIC && size < 1) {
			throw new IllegalArgumentException("size must be at least 1 where policy is static, not " + size);
		}
		if (policy != Policy.STATIC && size != 0) {
			throw new IllegalArgumentException("size (" + size + ") is only for policy static");
		}
	}

	/**
	 * The defaults.
	 * @return the majority
	 */
	public static QuorumSettings ofDefaults() {
		return new QuorumSettings(Policy.MAJORITY, 0);
	}

	/**
	 * These settings, if a cluster of a size can satisfy them.
	 * @param expectedSize the largest number of nodes that may ever run, 1 if that is not
	 * known
	 * @return this
	 * @throws IllegalArgumentException if there will never be so many nodes
	 */
	public QuorumSettings within(int expectedSize) {
		if (expectedSize > 1 && this.size > expectedSize) {
			throw new IllegalArgumentException(
					"size (" + this.size + ") must not be larger than expectedSize (" + expectedSize + ")");
		}
		return this;
	}

	/**
	 * Whether this node may open and renew the lease that holds all it owns, as far as
	 * the policy goes.
	 * @param nodes how many nodes are in view
	 * @return {@code true} if it may
	 */
	public boolean allowsLease(IntSupplier nodes) {
		return this.policy != Policy.STATIC || nodes.getAsInt() >= this.size;
	}

	/** What is asked for. */
	public enum Policy {

		/** A lease that a majority of the voters has confirmed. */
		MAJORITY,

		/** The same, and a number of nodes in view: where fewer could not do the work. */
		STATIC,

		/**
		 * Nothing, for health, events, and the protection of other data. What is strong
		 * stops without a majority all the same.
		 */
		NONE

	}

}
