package io.distsys.worker;

import java.util.concurrent.atomic.AtomicBoolean;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.CallException;
import io.distsys.messaging.MessageHandler.Replier;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.rpc.EncodedInvocation;
import org.jspecify.annotations.Nullable;

/** A message of a caller in the mailbox of its worker. */
final class WorkerCall implements Mail {

	private static final byte[] NOTHING = new byte[0];

	private final WorkerMessage message;

	private final NodeId sender;

	private final long deadlineNanos;

	private final Replier replier;

	private final @Nullable CallBody given;

	private final AtomicBoolean answered = new AtomicBoolean();

	private final AtomicBoolean left = new AtomicBoolean();

	private boolean begun;

	private boolean foundRunning;

	private boolean looked;

	WorkerCall(WorkerMessage message, NodeId sender, long deadlineNanos, Replier replier) {
		this.message = message;
		this.sender = sender;
		this.deadlineNanos = deadlineNanos;
		this.replier = replier;
		this.given = null;
	}

	/** A call that has not travelled, and begins at once. */
	WorkerCall(WorkerMessage message, NodeId sender, CallInPlace given) {
		this.message = message;
		this.sender = sender;
		this.deadlineNanos = Long.MAX_VALUE;
		this.replier = given;
		this.given = given;
	}

	/**
	 * The method that is asked for, and how.
	 * @throws IllegalArgumentException if it cannot be read
	 */
	CallBody body() {
		CallBody own = this.given;
		return (own != null) ? own : new CallBody.Received(EncodedInvocation.fromBytes(this.message.invocation()));
	}

	/** What is asked for, for people. */
	String name() {
		if (this.given == null && this.message.invocation().length == 0) {
			return this.message.kind().name();
		}
		try {
			return body().methodKey();
		}
		catch (IllegalArgumentException ex) {
			return "unreadable";
		}
	}

	WorkerMessage message() {
		return this.message;
	}

	NodeId sender() {
		return this.sender;
	}

	/**
	 * Whether the worker ran already when this message was looked at first: it may have
	 * to wait for a restart and be looked at again. Called by whoever runs the worker.
	 */
	boolean foundRunning(boolean running) {
		if (!this.begun) {
			this.begun = true;
			this.foundRunning = running;
		}
		return this.foundRunning;
	}

	/**
	 * Whether {@link #foundRunning} has been asked. Called by whoever runs the worker.
	 */
	boolean hasBegun() {
		return this.begun;
	}

	/** Whether this is asked for the first time. Called by whoever runs the worker. */
	boolean isFirstLook() {
		boolean first = !this.looked;
		this.looked = true;
		return first;
	}

	/** Whether it is a restart for which the worker has been ended. */
	boolean hasRunInPart() {
		return this.looked;
	}

	/**
	 * What is told of it if its worker is given up before it is done. Called by whoever
	 * runs the worker, or has taken the call out of its mailbox.
	 * @param why what became of the worker
	 * @return that it did not run; of a restart that has begun, that it ran in part
	 */
	RuntimeException givenUp(String why) {
		String worker = "Worker '" + this.message.key() + "' of type '" + this.message.type() + "' ";
		return this.looked
				? new CallException(worker + "was ended for this restart, and then " + why, Outcome.MAY_HAVE_RUN)
				: new WorkerFailedException(worker + why + "; the call did not run");
	}

	/** Whether it asks for the end of the worker. */
	boolean isStop() {
		return this.message.kind() == WorkerMessage.Kind.STOP;
	}

	/** Whether newer calls may take its place. */
	boolean mayBeDropped() {
		return this.message.kind() == WorkerMessage.Kind.CALL || this.message.isCast();
	}

	/** What is told of it if it was accepted and is not run. */
	CallException refusedAs(Refusal refusal) {
		return new CallException.RefusedException(
				"A cast to worker '" + this.message.key() + "' of type '" + this.message.type() + "' was given up",
				refusal);
	}

	/** Whether its caller has given up; one that was accepted as a cast has no caller. */
	boolean isLate(long now) {
		return !this.answered.get() && this.deadlineNanos != Long.MAX_VALUE && now - this.deadlineNanos > 0;
	}

	/**
	 * It waits in a mailbox that will be emptied: all that the sender of a cast asks.
	 * Called before anybody can take it out, so that who does knows.
	 * @return whether that is to be told now, by {@link #tellAccepted}
	 */
	boolean accept() {
		return this.message.isCast() && this.answered.compareAndSet(false, true);
	}

	/** Tell the sender of a cast that it was accepted. */
	void tellAccepted() {
		this.replier.reply(new Reply.Answered(NOTHING));
	}

	/** Whether it is a cast that was accepted: its sender hears of nothing any more. */
	boolean isAcceptedCast() {
		return this.message.isCast() && this.answered.get();
	}

	/**
	 * Answer, if it has no answer yet.
	 * @throws IllegalArgumentException if this answer cannot be sent; another may be
	 */
	void answer(Reply reply) {
		if (this.answered.compareAndSet(false, true)) {
			try {
				this.replier.reply(reply);
			}
			catch (IllegalArgumentException ex) {
				this.answered.set(false);
				throw ex;
			}
		}
	}

	@Override
	public void leave(SlotTenure tenure) {
		if (this.left.compareAndSet(false, true)) {
			tenure.leave();
		}
	}

	@Override
	public void refuse(Refusal refusal, String detail) {
		answer(new Reply.Refused(refusal, Wire.utf8(detail)));
	}

}
