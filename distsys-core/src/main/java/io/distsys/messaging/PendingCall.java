package io.distsys.messaging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.distsys.cluster.NodeId;

/** A call that waits for its answer, and whether it has left this node. */
final class PendingCall {

	private final long correlation;

	private final NodeId to;

	private final long deadlineNanos;

	private final boolean relayed;

	private final CompletableFuture<Reply> reply = new CompletableFuture<>();

	private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);

	/**
	 * @param relayed whether the answer may complete where it arrives
	 */
	PendingCall(long correlation, NodeId to, long deadlineNanos, boolean relayed) {
		this.correlation = correlation;
		this.to = to;
		this.deadlineNanos = deadlineNanos;
		this.relayed = relayed;
	}

	long correlation() {
		return this.correlation;
	}

	NodeId to() {
		return this.to;
	}

	long deadlineNanos() {
		return this.deadlineNanos;
	}

	boolean isRelayed() {
		return this.relayed;
	}

	CompletableFuture<Reply> reply() {
		return this.reply;
	}

	/**
	 * Claim the call for sending.
	 * @return {@code false} if it was given up: it must not be sent any more
	 */
	boolean markSent() {
		return this.state.compareAndSet(State.QUEUED, State.SENT);
	}

	/** Whether it was given up. */
	boolean isAbandoned() {
		return this.state.get() == State.ABANDONED;
	}

	/**
	 * Give the call up: if it has not been sent, it never will be.
	 * @return what may be concluded
	 */
	Outcome abandon() {
		return (this.state.getAndSet(State.ABANDONED) == State.QUEUED) ? Outcome.DID_NOT_RUN : Outcome.MAY_HAVE_RUN;
	}

	private enum State {

		QUEUED, SENT, ABANDONED

	}

}
