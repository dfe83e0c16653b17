package io.distsys.ownership;

import java.util.Map;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Who owns a resource.
 *
 * @param key the resource
 * @param owner the session that it belongs to
 * @param token the token of this grant
 * @param state how far the owner is
 * @param next who gets it once the owner has released it; only while
 * {@link State#RELEASING}
 * @param cededBy the grant whose owner handed it over, or {@literal null} if it was free
 * before
 * @param metadata what the owner says of it
 * @since 0.1
 */
public record Ownership(ResourceKey key, SessionId owner, FencingToken token, State state, @Nullable SessionId next,
		@Nullable Cession cededBy, Map<String, String> metadata) {

	public Ownership {
		metadata = Map.copyOf(metadata);
	}

	/**
	 * The node that owns it.
	 * @return the node
	 */
	public NodeId node() {
		return this.owner.node();
	}

	Ownership active() {
		return new Ownership(this.key, this.owner, this.token, State.ACTIVE, this.next, this.cededBy, this.metadata);
	}

	Ownership releasingTo(@Nullable SessionId newNext) {
		return new Ownership(this.key, this.owner, this.token, State.RELEASING, newNext, this.cededBy, this.metadata);
	}

	Ownership describedBy(Map<String, String> newMetadata) {
		return new Ownership(this.key, this.owner, this.token, this.state, this.next, this.cededBy, newMetadata);
	}

	/**
	 * The grant that went before, given up in order.
	 *
	 * @param node who had it
	 * @param token its token
	 */
	public record Cession(NodeId node, FencingToken token) {

	}

	/** How far the owner is. */
	public enum State {

		/** The owner has been told and is not yet active. */
		ASSIGNED,

		/** The owner is active. */
		ACTIVE,

		/** The owner has been asked to stop and hand over. */
		RELEASING

	}

}
