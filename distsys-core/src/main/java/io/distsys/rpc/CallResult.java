package io.distsys.rpc;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * How a call of a remote service ended.
 *
 * @param <R> what the method returns
 * @since 0.1
 */
public sealed interface CallResult<R> {

	/**
	 * Whether the method may have run, or still run.
	 * @return {@code false} if it certainly had no effect
	 */
	boolean mayHaveRun();

	/**
	 * What there is in place of a value.
	 * @return what the method threw, or the exception that says why there is no answer;
	 * {@literal null} if there is a value
	 */
	default @Nullable Throwable failure() {
		return null;
	}

	/**
	 * The value, for a caller to whom everything else is an exception.
	 * @return what the method returned
	 * @throws CallException if there is no answer of the method
	 * @throws RuntimeException what the method threw, or a {@link RemoteException} with
	 * that as its cause if it is a checked one
	 */
	@Nullable R orElseThrow();

	/**
	 * The method returned.
	 *
	 * @param <R> what it returns
	 * @param node where it ran
	 * @param value what it returned
	 */
	record Value<R>(NodeId node, @Nullable R value) implements CallResult<R> {

		@Override
		public boolean mayHaveRun() {
			return true;
		}

		@Override
		public @Nullable R orElseThrow() {
			return this.value;
		}

	}

	/**
	 * The method threw.
	 *
	 * @param <R> what it returns
	 * @param node where it ran
	 * @param failure what it threw, see {@link RemoteFailures}
	 */
	record Thrown<R>(NodeId node, Throwable failure) implements CallResult<R> {

		@Override
		public boolean mayHaveRun() {
			return true;
		}

		@Override
		public @Nullable R orElseThrow() {
			throw RemoteException.unchecked(this.failure, this.node);
		}

	}

	/**
	 * There is no answer of the method.
	 *
	 * @param <R> what it returns
	 */
	sealed interface NoAnswer<R> extends CallResult<R> {

		/**
		 * What there is instead.
		 * @return the exception that a proxy throws
		 */
		CallException exception();

		@Override
		default Throwable failure() {
			return exception();
		}

		@Override
		default boolean mayHaveRun() {
			return exception().outcome() == Outcome.MAY_HAVE_RUN;
		}

		@Override
		default @Nullable R orElseThrow() {
			throw exception();
		}

	}

	/**
	 * No node is what was asked for. The call did not run.
	 *
	 * @param <R> what the method returns
	 * @param exception says so
	 */
	record NoSuchNode<R>(CallException.NoSuchNodeException exception) implements NoAnswer<R> {

	}

	/**
	 * The node, or what guards the way to it, did not take the call. It did not run.
	 *
	 * @param <R> what the method returns
	 * @param exception says why
	 */
	record Refused<R>(CallException.RefusedException exception) implements NoAnswer<R> {

		/**
		 * Why.
		 * @return the reason
		 */
		public Refusal refusal() {
			return this.exception.refusal();
		}

	}

	/**
	 * The node cannot be reached, or was lost before it answered.
	 *
	 * @param <R> what the method returns
	 * @param exception says whether the call may have run
	 */
	record Unreachable<R>(CallException.UnreachableException exception) implements NoAnswer<R> {

	}

	/**
	 * No answer came in time.
	 *
	 * @param <R> what the method returns
	 * @param exception says whether the call may have run
	 */
	record TimedOut<R>(CallException.CallTimeoutException exception) implements NoAnswer<R> {

	}

}
