package io.distsys.ownership;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.distsys.time.Subscription;

/**
 * This node's side of the table: what it offers to own, what it has been given, and the
 * lease that holds all of it.
 * <p>
 * Methods may be called from any thread and do not block; stages complete on the core's
 * event loop, which must not be blocked.
 *
 * @since 0.1
 */
public interface Ownerships extends Allotment {

	/**
	 * The table as this node has applied it.
	 * @return the view
	 */
	@Override
	OwnershipView view();

	/**
	 * The lease of this node.
	 * @return the lease
	 */
	Lease lease();

	/**
	 * The lines in which requests wait for a resource.
	 * @return the lines
	 */
	Queues queues();

	/**
	 * The numbers in the table.
	 * @return the numbers
	 */
	Numbers numbers();

	/**
	 * What moves for balance: paused, resumed, hastened, asked for.
	 * @return the operations
	 */
	Rebalancing rebalancing();

	/**
	 * Offer to own resources. Survives the loss of the session: a later one offers the
	 * same.
	 * @param offer what this node is able to own
	 */
	@Override
	void offer(Offer offer);

	/**
	 * Take a resource for this node if nobody has it: a name, a lock. It has no tenant,
	 * is active at once, and ends with the session.
	 * @param key the resource
	 * @param metadata what others can read of it
	 * @param timeout how long to try
	 * @return completes with the grant or with who has it; exceptionally with
	 * {@link io.distsys.consensus.NoQuorumException} or
	 * {@link io.distsys.consensus.OutcomeUnknownException}
	 */
	CompletionStage<Claim> claim(ResourceKey key, Map<String, String> metadata, Duration timeout);

	/**
	 * Give up a resource that was claimed.
	 * @param key the resource
	 * @param token the token of the claim: a later grant is left alone
	 * @param timeout how long to try
	 * @return completes with whether this call ended the grant
	 */
	CompletionStage<Boolean> unclaim(ResourceKey key, FencingToken token, Duration timeout);

	/**
	 * Replace the metadata of a claimed resource.
	 * @param key the resource
	 * @param token the token of the claim
	 * @param metadata the new metadata
	 * @param timeout how long to try
	 * @return completes with whether the grant was still there
	 */
	CompletionStage<Boolean> describe(ResourceKey key, FencingToken token, Map<String, String> metadata,
			Duration timeout);

	/** Open a session as soon as there is a group, and another whenever one is lost. */
	@Override
	void start();

	/**
	 * Close the session: all that this node still owns is free at once.
	 * @param timeout how long to try
	 * @return completes when it is closed
	 */
	@Override
	CompletionStage<Void> stop(Duration timeout);

	/** The answer to a claim. */
	sealed interface Claim {

		/**
		 * It belongs to this node now.
		 *
		 * @param ownership the row
		 * @param fence open until the grant ends
		 */
		record Granted(Ownership ownership, Fence fence) implements Claim {

		}

		/**
		 * Somebody has it.
		 *
		 * @param holder the row
		 */
		record Taken(Ownership holder) implements Claim {

		}

	}

	/** The lease of this node. */
	interface Lease {

		/**
		 * Whether this node may act for what it owns at this instant, by its own clock.
		 * @return {@code true} while a renewal is fresh enough
		 */
		boolean isHeld();

		/**
		 * How long it may still act if no further renewal succeeds.
		 * @return the time, zero if the lease is not held
		 */
		Duration remaining();

		/**
		 * Be told, on the core's event loop, when a lease begins ({@code true}) and when
		 * it ends or is about to ({@code false}).
		 * @param listener is given whether it is held
		 * @return ends the subscription when closed
		 */
		Subscription subscribe(java.util.function.Consumer<Boolean> listener);

	}

}
