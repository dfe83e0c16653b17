package io.distsys.rpc;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Refusal;

/**
 * What stands between a caller of remote services and the nodes: how often a call is
 * tried, and whether a node is called at all. Thread-safe.
 *
 * @since 0.1
 */
public interface CallPolicy {

	/**
	 * Try a call, perhaps again: while {@link Call#mayRepeat} says so and there is time
	 * left.
	 * @param <R> what the method returns
	 * @param call the call
	 * @param attempt tries it once, never blocks and never completes exceptionally; what
	 * it comes to is known on {@link Call#executor()}
	 * @return completes with what the last attempt came to
	 */
	<R> CompletionStage<CallResult<R>> retry(Call call, Supplier<CompletionStage<CallResult<R>>> attempt);

	/**
	 * Try a call at one node, or not at all.
	 * @param <R> what the method returns
	 * @param call the call
	 * @param node where it is going
	 * @param attempt sends it
	 * @return completes with what the attempt came to, or with {@link CallResult.Refused}
	 * if it was not made
	 */
	<R> CompletionStage<CallResult<R>> guard(Call call, NodeId node, Supplier<CompletionStage<CallResult<R>>> attempt);

	/**
	 * How long one attempt may take.
	 * @param call the call
	 * @return the time, or empty if as long as the whole call
	 */
	Optional<Duration> timeLimit(Call call);

	/**
	 * A policy that tries each call once, whatever is known of the node.
	 * @return the policy
	 */
	static CallPolicy once() {
		return OnePolicy.INSTANCE;
	}

	/**
	 * A call, as a policy sees it.
	 *
	 * @param service the interface, by its full name
	 * @param method the method
	 * @param idempotent whether it may run more than once
	 * @param sameNode whether each attempt goes to the same node
	 * @param deadlineNanos when the caller gives up, on this node's monotonic clock
	 * @param executor goes on with it, on a thread on which user code may run
	 */
	record Call(String service, String method, boolean idempotent, boolean sameNode, long deadlineNanos,
			Executor executor) {

		/**
		 * Whether a call may be tried again after what it came to.
		 * @param result what it came to
		 * @return whether it certainly did not run, or is idempotent and has no answer;
		 * and would not be refused again: what is too large to be sent is, and what an
		 * open circuit to the same node is in the way of
		 */
		public boolean mayRepeat(CallResult<?> result) {
			boolean inVain = result instanceof CallResult.Refused<?> refused && isRefusedAgain(refused.refusal());
			return result instanceof CallResult.NoAnswer<?> && !inVain && (this.idempotent || !result.mayHaveRun());
		}

		private boolean isRefusedAgain(Refusal refusal) {
			return refusal == Refusal.TOO_LARGE || (refusal == Refusal.CIRCUIT_OPEN && this.sameNode);
		}

	}

}
