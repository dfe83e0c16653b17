package io.distsys.rpc;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.ResourceKey;
import org.jspecify.annotations.Nullable;

/**
 * Says where the owner of a resource is, and waits for one. Thread-safe; never blocks.
 *
 * @since 0.1
 */
public interface Router {

	/**
	 * Find where to send a call.
	 * @param key the resource
	 * @param failed the route by which it was tried last and refused, or {@literal null}
	 * for the first try
	 * @param deadlineNanos when the caller gives up, on this node's monotonic clock
	 * @return completes at once if the owner is known and is not the one that just
	 * refused; otherwise when the table has changed, or after a pause in which it might
	 * have; with {@link Nobody} once the deadline has passed, or as soon as waiting makes
	 * no sense. Never exceptionally. Which thread completes it is not said: dependents
	 * must not block.
	 */
	CompletionStage<Answer> route(ResourceKey key, @Nullable Route failed, long deadlineNanos);

	/** Where to send a call, or that there is nobody to take it. */
	sealed interface Answer {

	}

	/**
	 * Nobody took it in time, or nobody will.
	 *
	 * @param outage why it makes no sense to wait for an owner; empty if the time was up
	 */
	record Nobody(Optional<String> outage) implements Answer {

	}

	/**
	 * Where a resource was when the table was read.
	 *
	 * @param node the owner
	 * @param version changes whenever what the table says of the resource changes
	 */
	record Route(NodeId node, Object version) implements Answer {

	}

}
