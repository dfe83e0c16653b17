package io.distsys.registry;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.Ownerships.Claim;
import io.distsys.ownership.ResourceKey;
import io.distsys.time.EventLoop;
import org.jspecify.annotations.Nullable;

/** Claims names, and takes over what this node itself has left in the table. */
final class Claims {

	private final NodeId self;

	private final Ownerships ownerships;

	private final EventLoop loop;

	Claims(NodeId self, Ownerships ownerships, EventLoop loop) {
		this.self = self;
		this.ownerships = ownerships;
		this.loop = loop;
	}

	Ownerships ownerships() {
		return this.ownerships;
	}

	EventLoop loop() {
		return this.loop;
	}

	/**
	 * Claim a name. A row of this node's own, left by a claim or an end whose outcome was
	 * unknown or by a former session, is given up first: its fence does not open again.
	 */
	CompletionStage<Claim> claim(ResourceKey key, Map<String, String> metadata, Duration timeout) {
		return this.ownerships.claim(key, metadata, timeout).thenCompose((claim) -> {
			FencingToken left = left(claim);
			if (left == null) {
				return CompletableFuture.completedFuture(claim);
			}
			return this.ownerships.unclaim(key, left, timeout)
				.thenCompose((ended) -> this.ownerships.claim(key, metadata, timeout));
		});
	}

	private @Nullable FencingToken left(Claim claim) {
		if (claim instanceof Claim.Granted granted) {
			return granted.fence().isHeld() ? null : granted.fence().token();
		}
		return (claim instanceof Claim.Taken taken && isHere(taken.holder().node())) ? taken.holder().token() : null;
	}

	boolean isHere(NodeId node) {
		return this.self.equals(node);
	}

}
