package io.distsys.consensus;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.distsys.time.Subscription;

/**
 * A log of commands that every node applies in the same order: the seam over the
 * consensus library. Commands are forwarded to the leader from anywhere.
 * <p>
 * Lives on one {@link io.distsys.time.EventLoop}: methods may be called from any thread,
 * never block, and complete their stages on the loop.
 *
 * @since 0.1
 */
public interface ReplicatedLog {

	/**
	 * Look for a group, or take part in making one, and follow it. Returns at once.
	 */
	void start();

	/**
	 * Append a command and wait until it is applied. The leader is looked for, and asked
	 * again while that is certain not to repeat the command, until the timeout or an
	 * {@link #outage()}.
	 * @param command the bytes
	 * @param timeout how long to try
	 * @return completes when the command is applied <em>on this node too</em>;
	 * exceptionally with {@link NoQuorumException} if it certainly was not appended, with
	 * {@link OutcomeUnknownException} if it may have been or may still be. There is room
	 * for 2,000 commands and barriers of one node; more are refused at once, with the
	 * former.
	 * @throws IllegalArgumentException if the command has more than 1 MiB
	 */
	CompletionStage<Applied> submit(byte[] command, Duration timeout);

	/**
	 * Append a command that a lease or a grant depends on. Commands of {@link #submit}
	 * neither hold it up nor take its room, however many there are; so there must never
	 * be more of these than a node needs. An outage does not end it before its time.
	 * @param command the bytes
	 * @param timeout how long to try
	 * @return as of {@link #submit}
	 */
	default CompletionStage<Applied> submitVital(byte[] command, Duration timeout) {
		return submit(command, timeout);
	}

	/**
	 * Wait until this node has applied everything that was committed before this call: a
	 * read of the state machine after it is linearizable.
	 * @param timeout how long to try
	 * @return completes with the index up to which this node has applied the log;
	 * exceptionally with {@link NoQuorumException}
	 */
	CompletionStage<Long> readBarrier(Duration timeout);

	/**
	 * Why {@link #submit} and {@link #readBarrier} fail at once: this node is in a group
	 * and has found no leader of it for about three election timeouts, or it has been
	 * without a group for about ten. Shorter than that a change of the leader is waited
	 * for, or the group.
	 * @return the reason, for people, empty without an outage; a memory read
	 */
	default Optional<String> outage() {
		return Optional.empty();
	}

	/**
	 * What this node knows of its group.
	 * @return a snapshot, a memory read
	 */
	GroupStatus status();

	/**
	 * Be told, on the loop, whenever this node begins or ceases to lead. A node that
	 * begins to lead has applied every entry that was committed before its term.
	 * @param listener the listener
	 * @return ends the subscription when closed
	 */
	Subscription onLeadership(LeadershipListener listener);

	/**
	 * Leave the group in order: hand over leadership, be replaced as a voter, be removed.
	 * The log cannot be started again afterwards.
	 * @param timeout how long to try
	 * @return completes normally when this node is no longer a member; exceptionally if
	 * it was not possible in time (it then is a crashed voter to the others)
	 */
	CompletionStage<Void> leave(Duration timeout);

	/** Stop at once without a word to the others. */
	void stop();

	/**
	 * A command was applied.
	 *
	 * @param index its place in the log
	 * @param result what the state machine answered
	 */
	record Applied(long index, byte[] result) {

	}

	/** Told on the loop when leadership begins and ends here. */
	interface LeadershipListener {

		/**
		 * This node leads from now on.
		 * @param term the term
		 */
		void leading(long term);

		/** This node does not lead any more. */
		void following();

	}

}
