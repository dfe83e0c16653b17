package io.distsys.rpc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Codec.NotEncodableException;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageObserver.Sending;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import org.jspecify.annotations.Nullable;

/**
 * One call of a service on its way, attempt by attempt.
 *
 * @param <R> what the method returns
 */
final class OutgoingCall<R> {

	private final CallSeams seams;

	private final ServiceMethod method;

	private final byte[] payload;

	private final NodeChoice choice;

	private final Sending observed;

	private final Duration timeout;

	/** Whose time-out that is. */
	private final String whose;

	private final long deadlineNanos;

	/**
	 * @param observed is told of the end of this call
	 */
	OutgoingCall(CallSeams seams, ServiceMethod method, byte[] payload, NodeChoice choice, Duration timeout,
			Sending observed) {
		this.seams = seams;
		this.method = method;
		this.payload = payload;
		this.choice = choice;
		this.observed = observed;
		this.timeout = CallDeadline.within(timeout, seams.clock());
		this.whose = (this.timeout.compareTo(timeout) < 0) ? "what was left to the call in which it was made"
				: "the time-out of the call";
		this.deadlineNanos = seams.clock().nanos() + this.timeout.toNanos();
	}

	/** Make the call and wait for it; the calling thread itself goes on with it. */
	CallResult<R> await() {
		WaitingThread thread = new WaitingThread(this.seams, name());
		CompletableFuture<CallResult<R>> call = start(thread).toCompletableFuture();
		thread.await(call, this.timeout);
		return call.getNow(late());
	}

	/** What it comes to if nobody says in time what it has come to. */
	CallResult<R> late() {
		return timedOut(Outcome.MAY_HAVE_RUN, null);
	}

	/** Make the call; what it comes to is known on the executor. */
	CompletionStage<CallResult<R>> start(Executor executor) {
		CallPolicy.Call call = new CallPolicy.Call(this.method.service(), this.method.key(), this.method.idempotent(),
				this.choice.same(), this.deadlineNanos, executor);
		return this.seams.policy()
			.retry(call, () -> attempt(call))
			.exceptionally(this::notTaken)
			.whenComplete((result, failure) -> this.observed.end((result != null) ? result.failure() : failure));
	}

	/** The executor does not take what goes on with the call: this node stops. */
	private CallResult<R> notTaken(Throwable failure) {
		return new CallResult.Unreachable<>(new CallException.UnreachableException(
				name() + ": this node does not take the answer: " + InvocationRunner.unwrap(failure),
				Outcome.MAY_HAVE_RUN));
	}

	private CompletionStage<CallResult<R>> attempt(CallPolicy.Call call) {
		Optional<NodeId> chosen = this.choice.choose();
		if (chosen.isEmpty()) {
			return completed(new CallResult.NoSuchNode<>(
					new CallException.NoSuchNodeException(name() + ": there is no such node in view")));
		}
		NodeId node = chosen.get();
		return this.seams.policy().guard(call, node, () -> send(call, node));
	}

	private CompletionStage<CallResult<R>> send(CallPolicy.Call call, NodeId node) {
		Duration left = Duration.ofNanos(this.deadlineNanos - this.seams.clock().nanos());
		if (left.isNegative() || left.isZero()) {
			return completed(timedOut(Outcome.DID_NOT_RUN, null));
		}
		Duration own = this.seams.policy().timeLimit(call).orElse(left);
		Duration ofAttempt = (own.compareTo(left) < 0) ? own : null;
		Duration limit = (ofAttempt != null) ? ofAttempt : left;
		CompletionStage<Reply> reply;
		try {
			reply = this.seams.messenger().ask(node, Lane.BULK, this.method.address(), this.payload, limit);
		}
		catch (IllegalArgumentException ex) {
			return completed(refused(node, Refusal.TOO_LARGE, String.valueOf(ex.getMessage())));
		}
		return reply.thenApplyAsync((received) -> result(node, received, ofAttempt), call.executor());
	}

	private static <R> CompletionStage<CallResult<R>> completed(CallResult<R> result) {
		return CompletableFuture.completedFuture(result);
	}

	private CallResult<R> result(NodeId node, Reply reply, @Nullable Duration ofAttempt) {
		if (reply instanceof Reply.Answered answered) {
			return value(node, answered);
		}
		if (reply instanceof Reply.Failed failed) {
			RemoteFailures failures = new RemoteFailures(this.seams.codec(), this.seams.cluster().view()::nameOf);
			return new CallResult.Thrown<>(node, failures.decode(failed.payload(), node));
		}
		if (reply instanceof Reply.Refused refused) {
			return refused(node, refused.refusal(), new String(refused.detail(), StandardCharsets.UTF_8));
		}
		if (reply instanceof Reply.Unreachable unreachable) {
			return new CallResult.Unreachable<>(new CallException.UnreachableException(
					name() + ": " + nameOf(node) + " cannot be reached: " + unreachable.reason(),
					unreachable.outcome()));
		}
		return timedOut(((Reply.TimedOut) reply).outcome(), ofAttempt);
	}

	@SuppressWarnings("unchecked")
	private CallResult<R> value(NodeId node, Reply.Answered answered) {
		try {
			@Nullable Object value = this.seams.codec().decode(answered.payload());
			return new CallResult.Value<>(node, (R) value);
		}
		catch (NotEncodableException ex) {
			return new CallResult.Thrown<>(node, ex);
		}
	}

	private CallResult<R> refused(NodeId node, Refusal refusal, String detail) {
		boolean noService = refusal == Refusal.NO_SUCH_ADDRESS && detail.isEmpty();
		String reason = noService ? "it has no such service" : refusal + (detail.isEmpty() ? "" : ", " + detail);
		return new CallResult.Refused<>(new CallException.RefusedException(
				name() + " was refused by " + nameOf(node) + ": " + reason, refusal));
	}

	/** With the limit of the attempt, if it was that which passed. */
	private CallResult<R> timedOut(Outcome outcome, @Nullable Duration ofAttempt) {
		String limit = (ofAttempt != null) ? ofAttempt + ", the time limit of each attempt"
				: this.timeout + ", " + this.whose;
		return new CallResult.TimedOut<>(
				new CallException.CallTimeoutException(name() + " had no answer within " + limit, outcome));
	}

	private String nameOf(NodeId node) {
		return "node " + this.seams.cluster().view().nameOf(node);
	}

	private String name() {
		return this.method.key() + " of the service " + this.method.service() + " on " + this.choice.description();
	}

}
