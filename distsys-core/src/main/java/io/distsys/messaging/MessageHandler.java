package io.distsys.messaging;

import io.distsys.cluster.NodeId;

/**
 * Handles the messages of one address.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface MessageHandler {

	/**
	 * Handle a message. Runs on the executor given to {@link Messenger#handle}.
	 * @param message the message
	 * @param replier answers it, now or later, from any thread; does nothing for a cast.
	 * A handler that throws answers with {@link Reply.Failed}
	 */
	void handle(Message message, Replier replier);

	/**
	 * A message that came in.
	 *
	 * @param sender the node that sent it
	 * @param payload the bytes
	 * @param deadlineNanos the caller's deadline on this node's monotonic clock;
	 * {@link Long#MAX_VALUE} for a cast
	 */
	record Message(NodeId sender, byte[] payload, long deadlineNanos) {

	}

	/** Answers a call. Only the first answer counts. */
	@FunctionalInterface
	interface Replier {

		/**
		 * Answer.
		 * @param reply the answer: {@link Reply.Answered}, {@link Reply.Failed} or
		 * {@link Reply.Refused}
		 * @throws IllegalArgumentException if it is larger than the messenger sends at
		 * all; another answer may follow
		 */
		void reply(Reply reply);

	}

}
