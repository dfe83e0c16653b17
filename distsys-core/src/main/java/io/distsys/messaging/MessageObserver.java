package io.distsys.messaging;

import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * Watches what is sent to other nodes and what is done there for it, and carries the
 * context of the sender along: that of a trace, say. Thread-safe.
 * <p>
 * What it throws, be it a {@link LinkageError} or an {@link AssertionError}, changes
 * nothing of what it observes, which goes on unobserved; a line of the log tells of it,
 * once a minute at most.
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
	 * Send something on the calling thread; its end is when it is handed over.
	 * @param <T> what comes of it
	 * @param operation what it is
	 * @param sending is given what to send along, and sends it
	 * @return what came of it
	 */
	default <T extends @Nullable Object> T send(Operation operation, Function<Map<String, String>, T> sending) {
		Sending begun = send(operation);
		Throwable failure = null;
		try {
			return sending.apply(begun.context());
		}
		catch (RuntimeException | Error ex) {
			failure = ex;
			throw ex;
		}
		finally {
			begun.end(failure);
		}
	}

	/**
	 * Send something of which it is known later what has come of it; its end is when it
	 * is.
	 * @param <T> what comes of it
	 * @param operation what it is
	 * @param sending is given what to send along, and sends it
	 * @return completes as that which the sending has returned, after the end
	 */
	default <T extends @Nullable Object> CompletionStage<T> sendAsync(Operation operation,
			Function<Map<String, String>, CompletionStage<T>> sending) {
		Sending begun = send(operation);
		try {
			return sending.apply(begun.context()).whenComplete((done, failure) -> begun.end(causeOf(failure)));
		}
		catch (RuntimeException | Error ex) {
			begun.end(ex);
			throw ex;
		}
	}

	private static @Nullable Throwable causeOf(@Nullable Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/**
	 * What was sent is about to be done, on the calling thread, which is one for user
	 * code, and is in the context of the sender from now on.
	 * @param operation what it is
	 * @param context what was sent along
	 * @return is told when the thread leaves that context, and of the end
	 */
	Receiving receive(Operation operation, Map<String, String> context);

	/**
	 * Do what was sent, on the calling thread and in the context of the sender.
	 * @param <T> what comes of it
	 * @param <X> what it may throw
	 * @param operation what it is
	 * @param context what was sent along
	 * @param work does it
	 * @return what came of it
	 * @throws X what the work throws
	 */
	default <T extends @Nullable Object, X extends Throwable> T receive(Operation operation,
			Map<String, String> context, Work<T, X> work) throws X {
		Receiving receiving = receive(operation, context);
		Throwable failure = null;
		try {
			return work.run();
		}
		catch (Throwable ex) {
			failure = ex;
			throw ex;
		}
		finally {
			receiving.leaveThread();
			receiving.end(failure);
		}
	}

	/**
	 * Whether it sees the blocking calls of singletons that are active on the node of
	 * their caller. Such a call is a method call on the thread of its caller, which stays
	 * in the context that it is in: nothing is sent, and to observe it takes many times
	 * as long as the call itself. All other calls it sees in any case. Asked once for
	 * each proxy.
	 * @return whether it does; by default it does not
	 */
	default boolean seesLocalCalls() {
		return false;
	}

	/**
	 * An observer that sees nothing and sends nothing along.
	 * @return the observer, always the same
	 */
	static MessageObserver none() {
		return Unobserved.INSTANCE;
	}

	/**
	 * The same observer, but that it never throws: whoever is given one of a user asks
	 * for this first.
	 * @param observer the observer
	 * @return the one to tell; {@link #none()} and one that is guarded already are it
	 * themselves
	 */
	static MessageObserver guarded(MessageObserver observer) {
		return (observer == none() || observer instanceof GuardedObserver) ? observer
				: new GuardedObserver(observer, MonotonicClock.system());
	}

	/**
	 * What is sent.
	 *
	 * @param kind what kind of thing it is
	 * @param target the service, the singleton, the worker type, the topic or the group;
	 * for what is sent to a group of workers the interface; of a change the name, or the
	 * topic on which somebody is present
	 * @param name the method that is called, or what is changed; of a message the id of
	 * who takes it, empty for who sends it
	 * @param instance which one of the target, of which there may be any number: the key
	 * of a worker, the group of workers, who is present; empty if there is only one
	 */
	record Operation(Kind kind, String target, String name, String instance) {

		/**
		 * Something that is sent to a target of which there is one.
		 * @param kind what kind of thing it is
		 * @param target the target
		 * @param name the method that is called, or who takes a message
		 */
		public Operation(Kind kind, String target, String name) {
			this(kind, target, name, "");
		}

	}

	/** What can be sent. */
	enum Kind {

		/** A call of a remote service. */
		SERVICE_CALL,

		/** A call of a remote service that nobody waits for. */
		SERVICE_CAST,

		/** A call of a singleton. */
		SINGLETON_CALL,

		/** A call of a worker. */
		WORKER_CALL,

		/** A call of a worker that nobody waits for, or what it asks of itself. */
		WORKER_CAST,

		/** A timer of a worker; it is not sent. */
		WORKER_TIMER,

		/** A question to nodes, of whose answers the majority decides. */
		DECISION,

		/** A message of a topic. */
		TOPIC,

		/** A message of a reliable topic. */
		RELIABLE_TOPIC,

		/** A message to members of a group. */
		GROUP,

		/**
		 * A change of a strong name that a majority is asked for: {@code register},
		 * {@code update}, {@code unregister}. No other node does anything for its sender.
		 */
		STRONG_NAME,

		/**
		 * The same of an available name, of which the other nodes hear later. Nothing is
		 * sent along.
		 */
		AVAILABLE_NAME,

		/**
		 * A change of who is present, of which the other nodes hear later: {@code track},
		 * {@code update}, {@code untrack}. Nothing is sent along.
		 */
		PRESENCE

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

	/** Something that is being done for a sender. */
	interface Receiving {

		/** The thread that began it does something else now. Called on that thread. */
		void leaveThread();

		/**
		 * It is over. Called once, from any thread, after the thread has left or before.
		 * @param failure why it has failed, or {@literal null} if it has not
		 */
		void end(@Nullable Throwable failure);

	}

	/**
	 * Does what was sent.
	 *
	 * @param <T> what comes of it
	 * @param <X> what it may throw
	 */
	@FunctionalInterface
	interface Work<T extends @Nullable Object, X extends Throwable> {

		/**
		 * Do it.
		 * @return what came of it
		 * @throws X if it fails
		 */
		T run() throws X;

	}

}
