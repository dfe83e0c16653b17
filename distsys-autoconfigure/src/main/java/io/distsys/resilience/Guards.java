package io.distsys.resilience;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.distsys.messaging.CallException;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.timelimiter.TimeLimiter;
import org.jspecify.annotations.Nullable;

/**
 * What guards the way to one service on one node.
 *
 * @param name names it in the registries
 * @param breaker opens while too much has no answer
 * @param bulkhead admits so many at once
 * @param limiter is told whether an attempt was in time, or {@literal null} if there is
 * no limit: the limit itself goes with the call
 */
record Guards(String name, CircuitBreaker breaker, Bulkhead bulkhead, @Nullable TimeLimiter limiter) {

	<T> CompletionStage<T> decorate(Supplier<CompletionStage<T>> attempt) {
		return Bulkhead
			.decorateCompletionStage(this.bulkhead,
					CircuitBreaker.decorateCompletionStage(this.breaker, () -> limited(attempt)))
			.get();
	}

	private <T> CompletionStage<T> limited(Supplier<CompletionStage<T>> attempt) {
		TimeLimiter told = this.limiter;
		return (told == null) ? attempt.get() : attempt.get().whenComplete((result, failure) -> {
			Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
			if (cause instanceof CallException.CallTimeoutException) {
				told.onError(new TimeoutException(cause.getMessage()));
			}
			else {
				told.onSuccess();
			}
		});
	}

}
