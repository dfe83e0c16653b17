package io.distsys.rpc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.ResourceKey;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Routes by the table of ownerships as this node has applied it. A call that finds no
 * owner, or was refused by the one it found, waits for the row to change.
 *
 * @since 0.1
 */
public final class OwnershipRouter implements Router, Subscription {

	/**
	 * Create it.
	 * @param view the table
	 * @param routable says to which rows a call can be sent: owners that are
	 * {@link Ownership.State#ACTIVE}, say
	 * @param loop for waiting
	 */
	public OwnershipRouter(OwnershipView view, Predicate<Ownership> routable, EventLoop loop) {
	}

	@Override
	public CompletionStage<@Nullable Route> route(ResourceKey key, @Nullable Route failed, long deadlineNanos) {
		return new CompletableFuture<>();
	}

	@Override
	public void close() {
	}

}
