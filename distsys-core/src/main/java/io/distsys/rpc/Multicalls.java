package io.distsys.rpc;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.messaging.MessageObserver.Sending;

/** The calls of a service on several nodes. */
final class Multicalls<T> implements ServiceMulticalls<T> {

	/** They are observed together. */
	private static final Sending UNOBSERVED = MessageObserver.none().send(new Operation(Kind.SERVICE_CALL, "", ""));

	private final CallSeams seams;

	private final CallContract<T> contract;

	private final Supplier<List<NodeId>> nodes;

	private final Duration timeout;

	Multicalls(CallSeams seams, CallContract<T> contract, Supplier<List<NodeId>> nodes, Duration timeout) {
		this.seams = seams;
		this.contract = contract;
		this.nodes = nodes;
		this.timeout = timeout;
	}

	@Override
	public <R> Map<NodeId, CallResult<R>> call(Function<? super T, ? extends R> method) {
		Invocation invocation = RecordedInvocation.returned(this.contract, method);
		WaitingThread thread = new WaitingThread(this.seams,
				invocation.methodKey() + " of the service " + this.contract.type().getName() + " on several nodes");
		Started<R> started = start(invocation, thread);
		thread.await(started.all(), CallDeadline.within(started.method().timeout(this.timeout), this.seams.clock()));
		return started.results();
	}

	@Override
	public <R> CompletionStage<Map<NodeId, CallResult<R>>> callAsync(Function<? super T, ? extends R> method) {
		Started<R> started = start(RecordedInvocation.returned(this.contract, method), this.seams.userExecutor());
		return started.all().thenApply((ended) -> started.results());
	}

	private <R> Started<R> start(Invocation invocation, Executor executor) {
		ServiceMethod method = new ServiceMethod(this.contract.type(), invocation.method());
		EncodedInvocation encoded = invocation.encode(this.seams.codec());
		Sending observed = this.seams.observeCall(method);
		byte[] payload = encoded.with(observed.context()).toBytes();
		Map<NodeId, OneOfAll<R>> calls = new LinkedHashMap<>();
		for (NodeId node : this.nodes.get()) {
			OutgoingCall<R> call = new OutgoingCall<>(this.seams, method, payload,
					NodeChoice.node(this.seams.cluster(), node), method.timeout(this.timeout), UNOBSERVED);
			calls.put(node, new OneOfAll<>(call, call.start(executor).toCompletableFuture()));
		}
		Started<R> started = new Started<>(method, calls);
		started.all().whenComplete((ended, failure) -> observed.end(failure));
		return started;
	}

	@Override
	public Set<NodeId> cast(Consumer<? super T> method) {
		Invocation invocation = RecordedInvocation.of(this.contract, method);
		return this.seams.cast(new ServiceMethod(this.contract.type(), invocation.method()),
				invocation.encode(this.seams.codec()), this.nodes.get());
	}

	private record OneOfAll<R>(OutgoingCall<R> call, CompletableFuture<CallResult<R>> end) {

		CallResult<R> result() {
			return this.end.getNow(this.call.late());
		}

	}

	/** Calls that are under way. */
	private record Started<R>(ServiceMethod method, Map<NodeId, OneOfAll<R>> calls) {

		CompletableFuture<Void> all() {
			return CompletableFuture
				.allOf(this.calls.values().stream().map(OneOfAll::end).toArray(CompletableFuture<?>[]::new));
		}

		Map<NodeId, CallResult<R>> results() {
			Map<NodeId, CallResult<R>> results = new LinkedHashMap<>();
			this.calls.forEach((node, one) -> results.put(node, ChosenCalls.typed(this.method, one.result())));
			return Collections.unmodifiableMap(results);
		}

	}

}
