package io.distsys.registry;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Guarantee;
import io.distsys.registry.ClusterRegistries.Scope;
import org.jspecify.annotations.Nullable;

/**
 * This node has lost a name that it has not given up.
 *
 * @param scope of which registry it is
 * @param name the name
 * @param token the token of the grant that is lost
 * @param cause why
 * @param takenBy the node that has it now, or {@literal null} if none is known
 * @param reason why, for people
 * @since 0.1
 */
public record NameLost(Scope scope, String name, FencingToken token, Cause cause, @Nullable NodeId takenBy,
		String reason) {

	/** Why a node loses a name. */
	public enum Cause {

		/**
		 * The lease of this node ends or has ended, because it is cut off, stood still or
		 * leaves. The name is registered again with the next lease, if there is one and
		 * the registration was not given up.
		 */
		LEASE_ENDED(Guarantee.STRONG, false),

		/**
		 * After its lease had ended, another node registered the name before this one
		 * could again: it is lost for good.
		 */
		TAKEN(Guarantee.STRONG, true),

		/**
		 * Two nodes held it, and the {@link ConflictRule} has kept that of the other one:
		 * it is lost for good.
		 */
		CONFLICT(Guarantee.AVAILABLE, true),

		/** This node leaves, and takes its names along. */
		NODE_LEAVES(Guarantee.AVAILABLE, true);

		private final Guarantee guarantee;

		private final boolean forGood;

		Cause(Guarantee guarantee, boolean forGood) {
			this.guarantee = guarantee;
			this.forGood = forGood;
		}

		/**
		 * Which names can be lost for it.
		 * @return what is promised of them
		 */
		public Guarantee guarantee() {
			return this.guarantee;
		}

		/**
		 * Whether this node does not register the name again by itself.
		 * @return {@code false} if it tries to
		 */
		public boolean isForGood() {
			return this.forGood;
		}

	}

}
