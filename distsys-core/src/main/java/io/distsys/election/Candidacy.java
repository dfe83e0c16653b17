package io.distsys.election;

import java.util.concurrent.CompletionStage;

import io.distsys.time.Subscription;

/**
 * One that stands in an election.
 * <p>
 * Thread-safe; nothing blocks.
 *
 * @since 0.1
 */
public interface Candidacy extends Subscription {

	/**
	 * Whether it leads at this instant, by this node's own clock.
	 * @return {@code true} if it does
	 */
	boolean isLeader();

	/**
	 * Stand no more. If it leads, {@link LeadershipListener#revoked} runs first; when it
	 * has returned, or its time is over, the fence is closed and the next candidate
	 * leads. Repeating it does nothing more.
	 * @return completes when nothing of it is left in the cluster, or the session of this
	 * node has ended
	 */
	CompletionStage<Void> resign();

	/** Resign without waiting for the end of it. */
	@Override
	default void close() {
		resign();
	}

}
