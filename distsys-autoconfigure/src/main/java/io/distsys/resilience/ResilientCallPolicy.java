package io.distsys.resilience;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Refusal;
import io.distsys.rpc.CallPolicy;
import io.distsys.rpc.CallResult;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.retry.Retry;
import org.jspecify.annotations.Nullable;

/**
 * Guards calls by instances of Resilience4j: for each service and node a circuit breaker,
 * a bulkhead and a time limiter of the name {@code Service@node}, and for each service a
 * retry. A node of a name that another one in view has, and that was called after it, has
 * the first digits of its identity beside it. What a method returns or throws is a
 * success to them, they count what has no answer. They are made in the registries, so
 * events, metrics and health are those of Resilience4j; those of a node that has gone are
 * removed.
 * <p>
 * A retry is asked only about what may be repeated at all, and pauses only while there is
 * time left.
 *
 * @since 0.1
 */
public final class ResilientCallPolicy implements CallPolicy, AutoCloseable {

	private final GuardFactory factory;

	private final Cluster cluster;

	private final EventLoop loop;

	private final Map<String, Retry> retries = new ConcurrentHashMap<>();

	private final Map<String, Optional<Duration>> limits = new ConcurrentHashMap<>();

	private final Map<Target, Guards> guards = new ConcurrentHashMap<>();

	/** Which node has which name: the first that was called, while it is in view. */
	private final Map<String, NodeId> named = new ConcurrentHashMap<>();

	private final Subscription membership;

	/**
	 * Create it.
	 * @param factory makes the instances
	 * @param cluster names the nodes, and tells which have gone
	 * @param loop for pauses between attempts
	 */
	public ResilientCallPolicy(GuardFactory factory, Cluster cluster, EventLoop loop) {
		this.factory = factory;
		this.cluster = cluster;
		this.loop = loop;
		this.membership = cluster.subscribe(this::onMembership);
	}

	private void onMembership(ClusterEvent event) {
		if (event instanceof ClusterEvent.NodeLeft || event instanceof ClusterEvent.NodeLost) {
			this.guards.entrySet().removeIf((guarded) -> {
				boolean gone = guarded.getKey().node().equals(event.node().id());
				if (gone) {
					this.factory.remove(guarded.getValue());
				}
				return gone;
			});
			this.named.values().removeIf(event.node().id()::equals);
		}
	}

	/**
	 * So that no two nodes share an instance, also not the former and the next life of
	 * one.
	 */
	private String nameOf(NodeId node) {
		String name = this.cluster.view().nameOf(node);
		return this.named.computeIfAbsent(name, (first) -> node).equals(node) ? name
				: name + " (" + node.abbreviated() + ")";
	}

	@Override
	public <R> CompletionStage<CallResult<R>> retry(Call call, Supplier<CompletionStage<CallResult<R>>> attempt) {
		Retry retry = this.retries.computeIfAbsent(call.service(), this.factory::retry);
		Attempts<R> attempts = new Attempts<>(call, attempt, retry.asyncContext());
		attempts.next();
		return attempts.end;
	}

	@Override
	public <R> CompletionStage<CallResult<R>> guard(Call call, NodeId node,
			Supplier<CompletionStage<CallResult<R>>> attempt) {
		Guards guarding = this.guards.computeIfAbsent(new Target(call.service(), node),
				(target) -> this.factory.guards(target.service(), nameOf(target.node())));
		AtomicReference<@Nullable CallResult<R>> came = new AtomicReference<>();
		return guarding.<CallResult<R>>decorate(() -> attempt.get().thenApply((result) -> {
			came.set(result);
			if (result instanceof CallResult.NoAnswer<R> none) {
				throw none.exception();
			}
			return result;
		})).handle((result, failure) -> {
			CallResult<R> end = came.get();
			return (end != null) ? end : notAdmitted(call, guarding, failure);
		});
	}

	private static <R> CallResult<R> notAdmitted(Call call, Guards guards, Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		Refusal refusal = (cause instanceof CallNotPermittedException) ? Refusal.CIRCUIT_OPEN
				: (cause instanceof BulkheadFullException) ? Refusal.BULKHEAD_FULL : null;
		if (refusal == null) {
			throw new CompletionException(cause);
		}
		return new CallResult.Refused<>(new CallException.RefusedException(call.method() + " of the service "
				+ call.service() + " was not sent: " + refusal + " of '" + guards.name() + "'", refusal));
	}

	@Override
	public Optional<Duration> timeLimit(Call call) {
		return this.limits.computeIfAbsent(call.service(), this.factory::timeLimit);
	}

	/** Watch no nodes any more. */
	@Override
	public void close() {
		this.membership.close();
	}

	private record Target(String service, NodeId node) {

	}

	/** The attempts of one call, one after another. */
	private final class Attempts<R> {

		private final Call call;

		private final Supplier<CompletionStage<CallResult<R>>> attempt;

		private final Retry.AsyncContext<CallResult<R>> context;

		private final CompletableFuture<CallResult<R>> end = new CompletableFuture<>();

		private Attempts(Call call, Supplier<CompletionStage<CallResult<R>>> attempt,
				Retry.AsyncContext<CallResult<R>> context) {
			this.call = call;
			this.attempt = attempt;
			this.context = context;
		}

		private void next() {
			try {
				this.attempt.get().thenAccept(this::ended).exceptionally((failure) -> {
					this.end.completeExceptionally(failure);
					return null;
				});
			}
			catch (RuntimeException ex) {
				this.end.completeExceptionally(ex);
			}
		}

		private void ended(CallResult<R> result) {
			if (result instanceof CallResult.NoAnswer<R> none && this.call.mayRepeat(result)) {
				long pause = this.context.onError(none.exception());
				if (pause >= 0 && Duration.ofMillis(pause).toNanos() < left()) {
					ResilientCallPolicy.this.loop.schedule(Duration.ofMillis(pause), () -> again(result));
					return;
				}
			}
			else {
				this.context.onComplete();
			}
			this.end.complete(result);
		}

		private long left() {
			return this.call.deadlineNanos() - ResilientCallPolicy.this.loop.clock().nanos();
		}

		private void again(CallResult<R> last) {
			try {
				this.call.executor().execute(this::next);
			}
			catch (RejectedExecutionException ex) {
				this.end.complete(last);
			}
		}

	}

}
