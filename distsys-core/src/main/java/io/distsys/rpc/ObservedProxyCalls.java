package io.distsys.rpc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.distsys.messaging.MessageObserver;
import org.jspecify.annotations.Nullable;

/** The calls of a proxy where somebody observes them. */
final class ObservedProxyCalls implements ProxyCalls {

	private final ProxyCalls calls;

	private final CallTarget target;

	private final MessageObserver observer;

	ObservedProxyCalls(ProxyCalls calls, CallTarget target, MessageObserver observer) {
		this.calls = calls;
		this.target = target;
		this.observer = observer;
	}

	@Override
	public @Nullable Object call(Invocation invocation, Duration timeout) throws Throwable {
		ObservedCall call = begin(invocation);
		Throwable failure = null;
		try {
			return this.calls.call(call.of(invocation), timeout);
		}
		catch (Throwable ex) {
			failure = ex;
			throw ex;
		}
		finally {
			call.end(failure);
		}
	}

	@Override
	public CompletableFuture<@Nullable Object> callAsync(Invocation invocation, Duration timeout) {
		ObservedCall call = begin(invocation);
		try {
			CompletableFuture<@Nullable Object> result = this.calls.callAsync(call.of(invocation), timeout);
			result.whenComplete((value, failure) -> call.end(failure));
			return result;
		}
		catch (RuntimeException ex) {
			call.end(ex);
			throw ex;
		}
	}

	private ObservedCall begin(Invocation invocation) {
		return ObservedCall.begin(this.observer, this.target.operation(invocation));
	}

}
