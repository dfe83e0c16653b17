package io.distsys.rpc;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.MessageObserver.Sending;
import org.jspecify.annotations.Nullable;

/** The calls of a service at one place. */
final class ChosenCalls<T> implements ServiceCalls<T>, ProxyCalls {

	private final CallSeams seams;

	private final CallContract<T> contract;

	private final NodeChoice choice;

	private final Duration timeout;

	ChosenCalls(CallSeams seams, CallContract<T> contract, NodeChoice choice, Duration timeout) {
		this.seams = seams;
		this.contract = contract;
		this.choice = choice;
		this.timeout = timeout;
	}

	@Override
	public T proxy() {
		return this.contract.proxy(new ProxyHandler(this.contract, this,
				"service " + this.contract.type().getName() + " on " + this.choice.description(), this.timeout));
	}

	@Override
	public <R> CallResult<R> call(Function<? super T, ? extends R> method) {
		Invocation invocation = RecordedInvocation.returned(this.contract, method);
		return typed(method(invocation), this.<R>outgoing(invocation, null).await());
	}

	@Override
	public <R> CompletionStage<CallResult<R>> callAsync(Function<? super T, ? extends R> method) {
		Invocation invocation = RecordedInvocation.returned(this.contract, method);
		return this.<R>outgoing(invocation, null)
			.start(this.seams.userExecutor())
			.thenApply((result) -> typed(method(invocation), result));
	}

	@Override
	public boolean cast(Consumer<? super T> method) {
		Invocation invocation = RecordedInvocation.of(this.contract, method);
		Optional<NodeId> node = this.choice.choose();
		return node.isPresent()
				&& !this.seams.cast(method(invocation), invocation.encode(this.seams.codec()), Set.of(node.get()))
					.isEmpty();
	}

	@Override
	public @Nullable Object call(Invocation invocation, Duration own) throws Throwable {
		CallResult<Object> result = outgoing(invocation, own).await();
		if (result instanceof CallResult.Thrown<Object> thrown) {
			throw RemoteCalls.throwable(thrown.failure(), invocation.method(), thrown.node());
		}
		return result.orElseThrow();
	}

	@Override
	public CompletableFuture<@Nullable Object> callAsync(Invocation invocation, Duration own) {
		CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
		outgoing(invocation, own).start(this.seams.userExecutor()).thenAccept((result) -> complete(answer, result));
		return answer;
	}

	private static void complete(CompletableFuture<@Nullable Object> answer, CallResult<Object> result) {
		if (result instanceof CallResult.Value<Object> value) {
			answer.complete(value.value());
		}
		else if (result.failure() != null) {
			answer.completeExceptionally(result.failure());
		}
	}

	private <R> OutgoingCall<R> outgoing(Invocation invocation, @Nullable Duration own) {
		ServiceMethod method = method(invocation);
		EncodedInvocation encoded = invocation.encode(this.seams.codec());
		Sending observed = this.seams.observeCall(method);
		return new OutgoingCall<>(this.seams, method, encoded.with(observed.context()).toBytes(), this.choice,
				(own != null) ? own : method.timeout(this.timeout), observed);
	}

	private ServiceMethod method(Invocation invocation) {
		return new ServiceMethod(this.contract.type(), invocation.method());
	}

	/** A method that returns a stage has a stage as its value, here a completed one. */
	@SuppressWarnings("unchecked")
	static <R> CallResult<R> typed(ServiceMethod method, CallResult<R> result) {
		return (method.asynchronous() && result instanceof CallResult.Value<R> value)
				? new CallResult.Value<>(value.node(), (R) CompletableFuture.completedFuture(value.value())) : result;
	}

}
