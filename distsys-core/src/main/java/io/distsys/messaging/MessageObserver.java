package io.distsys.messaging;

import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * Watches what is sent to other nodes and what is done there for it, and carries the
 * context of the sender along: that of a trace, say. Thread-safe.
 *
 * @since 0.1
 */
public interface MessageObserver {

	/**
	 * Something is about to be sent. Called on the sender's thread, before it is encoded.
	 * @param operation what it is
	 * @return knows what to send along, and is told of the end
	 */
	Sending send(Operation operation);

	/**
	 * Do what was sent, in the context of the sender. Called on a thread for user code.
	 * @param <T> what comes of it
	 * @param operation what it is
	 * @param context what was sent along
	 * @param work does it, on the calling thread
	 * @return what came of it
	 * @throws Exception what the work throws
	 */
	<T extends @Nullable Object> T receive(Operation operation, Map<String, String> context, Callable<T> work)
			throws Exception;

	/**
	 * An observer that sees nothing and sends nothing along.
	 * @return the observer
	 */
	static MessageObserver none() {
		return Unobserved.INSTANCE;
	}

	/**
	 * What is sent.
	 *
	 * @param kind call or message
	 * @param target the service or topic
	 * @param name what is called of it; empty for a message
	 */
	record Operation(Kind kind, String target, String name) {

	}

	/** What can be sent. */
	enum Kind {

		/** A call of a remote service. */
		CALL,

		/** A message of a topic. */
		MESSAGE

	}

	/** Something that is being sent. */
	interface Sending {

		/**
		 * What to send along.
		 * @return names and values; empty if nothing is
		 */
		Map<String, String> context();

		/**
		 * It has ended: there is an answer, or there will be none, or the message is
		 * handed over.
		 * @param failure why it has failed, or {@literal null} if it has not
		 */
		void end(@Nullable Throwable failure);

	}

}
