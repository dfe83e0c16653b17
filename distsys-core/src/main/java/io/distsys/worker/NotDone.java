package io.distsys.worker;

import java.nio.charset.StandardCharsets;

import io.distsys.messaging.Outcome;
import io.distsys.messaging.Reply;
import io.distsys.rpc.RemoteFailures;

/**
 * A supervisor's request was not done, or it is not known.
 *
 * @param reason why
 * @param outcome whether it may have been done all the same
 * @param detail for people
 * @since 0.1
 */
public record NotDone(Reason reason, Outcome outcome,
		String detail) implements StartResult, StopResult, RestartResult, WorkerLocation {

	static NotDone of(Reply reply) {
		if (reply instanceof Reply.Refused refused) {
			return new NotDone(switch (refused.refusal()) {
				case NO_QUORUM -> Reason.NO_QUORUM;
				case DRAINING -> Reason.DRAINING;
				case MAILBOX_FULL, BUFFER_FULL, CIRCUIT_OPEN, BULKHEAD_FULL, TOO_LARGE -> Reason.MAILBOX_FULL;
				case NOT_OWNER, NO_SUCH_ADDRESS -> Reason.NO_OWNER;
			}, Outcome.DID_NOT_RUN, refused.refusal() + " " + new String(refused.detail(), StandardCharsets.UTF_8));
		}
		if (reply instanceof Reply.Unreachable unreachable) {
			return new NotDone(Reason.UNREACHABLE, unreachable.outcome(), unreachable.reason());
		}
		if (reply instanceof Reply.TimedOut timedOut) {
			boolean nobody = timedOut.outcome() == Outcome.DID_NOT_RUN;
			return new NotDone(nobody ? Reason.NO_OWNER : Reason.TIMEOUT, timedOut.outcome(),
					nobody ? "nobody owned its slot in time" : "no answer in time");
		}
		String thrown = (reply instanceof Reply.Failed failed) ? RemoteFailures.description(failed.payload())
				: String.valueOf(reply);
		boolean givenUp = thrown.startsWith(WorkerFailedException.class.getName());
		return new NotDone(Reason.FAILED, givenUp ? Outcome.DID_NOT_RUN : Outcome.MAY_HAVE_RUN, thrown);
	}

	/**
	 * Why it was not done.
	 *
	 * @since 0.1
	 */
	public enum Reason {

		/** This node, or the owner of the slot, is not on the side that may act. */
		NO_QUORUM,

		/** Nobody owned the worker's slot in time. */
		NO_OWNER,

		/** The owner is leaving. */
		DRAINING,

		/** Too many messages wait for the worker, or for its node. */
		MAILBOX_FULL,

		/** The node has as many workers of the type as it may have, all of them busy. */
		LIMIT,

		/** The worker failed to start too often, or its slot was lost meanwhile. */
		FAILED,

		/** The owner cannot be reached. */
		UNREACHABLE,

		/** The owner has not answered in time. */
		TIMEOUT

	}

}
