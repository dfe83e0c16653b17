package io.distsys.rpc;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletionStage;

import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.messaging.Reply;
import io.distsys.ownership.ResourceKey;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy calls: one resource, wherever its owner is.
 *
 * @since 0.1
 */
public interface CallTarget {

	/**
	 * The target as messages name it.
	 * @return for instance {@code singleton 'ledger'}
	 */
	String description();

	/**
	 * The resource whose owner is called.
	 * @param invocation the call
	 * @return the resource
	 */
	ResourceKey resource(Invocation invocation);

	/**
	 * The address at the owner's messenger.
	 * @return the address
	 */
	String address();

	/**
	 * What observers are told of a call.
	 * @param invocation the call
	 * @return what it is
	 */
	Operation operation(Invocation invocation);

	/**
	 * What is sent to the address. Called on the caller's thread.
	 * @param invocation the call
	 * @param encoded the call with its arguments encoded
	 * @return the payload; by default just the encoded call
	 */
	default byte[] payload(Invocation invocation, EncodedInvocation encoded) {
		return encoded.toBytes();
	}

	/**
	 * A way past the messenger for when this node is the owner.
	 * @return the way, or {@literal null} if there is none: then a call to this node
	 * itself is encoded and sent like any other
	 */
	default @Nullable LocalCalls local() {
		return null;
	}

	/**
	 * Try to run a call at once, on the thread of its blocking caller, before anything is
	 * routed or encoded.
	 * @param invocation the call
	 * @return what came of it, or {@literal null} if it did not run and has to be sent;
	 * by default it always has
	 */
	default @Nullable Ran tryHere(Invocation invocation) {
		return null;
	}

	/** What came of a call that ran on the thread of its caller. */
	sealed interface Ran {

	}

	/**
	 * The method has returned.
	 *
	 * @param value what it returned, not shared with the callee
	 */
	record Returned(@Nullable Object value) implements Ran {

	}

	/**
	 * There is a reply, as one that has travelled.
	 *
	 * @param reply the reply
	 */
	record Replied(Reply reply) implements Ran {

	}

	/** Runs calls on this node without encoding them. */
	interface LocalCalls {

		/**
		 * Whether this node looks like the owner, to the calling thread, so that it is
		 * tried before anything is looked up.
		 * @return {@literal false} if the owner has to be looked up; it is by default
		 */
		default boolean isLikely() {
			return false;
		}

		/**
		 * Run a call on the calling thread.
		 * @param invocation the call
		 * @return what the method returned
		 * @throws NotOwnerException if this node does not own the resource: the call did
		 * not run
		 * @throws InvocationTargetException with what the method threw, as it is
		 * @throws Throwable anything else: the method did not run
		 */
		@Nullable Object call(Invocation invocation) throws Throwable;

		/**
		 * Run a call on a thread for user code. Called on the caller's thread if this
		 * node {@linkplain #isLikely() is likely} the owner, else on any thread.
		 * @param invocation the call, of a method that returns a stage
		 * @return completes as the stage that the method returned, or exceptionally with
		 * {@link NotOwnerException}, or an {@link InvocationTargetException} with what
		 * the method or its stage failed with
		 */
		CompletionStage<@Nullable Object> callAsync(Invocation invocation);

	}

	/** This node does not own the resource (any more): the call did not run. */
	final class NotOwnerException extends Exception {

		private static final long serialVersionUID = 1L;

		/**
		 * Create the exception.
		 * @param message which resource
		 */
		public NotOwnerException(String message) {
			super(message);
		}

	}

}
