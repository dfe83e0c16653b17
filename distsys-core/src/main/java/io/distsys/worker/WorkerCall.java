package io.distsys.worker;

import java.util.concurrent.atomic.AtomicBoolean;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.MessageHandler.Replier;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;

/** A call in the mailbox of its worker. */
final class WorkerCall {

	private static final byte[] NOTHING = new byte[0];

	private final WorkerMessage message;

	private final NodeId sender;

	private final long deadlineNanos;

	private final Replier replier;

	private final AtomicBoolean answered = new AtomicBoolean();

	private final AtomicBoolean left = new AtomicBoolean();

	WorkerCall(WorkerMessage message, NodeId sender, long deadlineNanos, Replier replier) {
		this.message = message;
		this.sender = sender;
		this.deadlineNanos = deadlineNanos;
		this.replier = replier;
	}

	WorkerMessage message() {
		return this.message;
	}

	NodeId sender() {
		return this.sender;
	}

	/** Whether its caller has given up; one that was accepted as a cast has no caller. */
	boolean isLate(long now) {
		return !this.answered.get() && this.deadlineNanos != Long.MAX_VALUE && now - this.deadlineNanos > 0;
	}

	/** It waits in a mailbox that will be emptied: all that the sender of a cast asks. */
	void accepted() {
		if (this.message.cast()) {
			answer(new Reply.Answered(NOTHING));
		}
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

	/** All of it is over. */
	void leave(SlotTenure tenure) {
		if (this.left.compareAndSet(false, true)) {
			tenure.leave();
		}
	}

	void refuse(Refusal refusal, String detail) {
		answer(new Reply.Refused(refusal, Wire.utf8(detail)));
	}

}
