package io.distsys.samples.donation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Repeats an asynchronous call that failed, with growing pauses.
 *
 * @param attempts how often it is tried at most
 * @param firstPause the pause after the first attempt; each later one is twice as long
 * @param callTimeout how long one attempt takes at most
 */
record Retry(int attempts, Duration firstPause, Duration callTimeout) {

	static Retry ofDefaults() {
		return new Retry(5, Duration.ofMillis(100), Duration.ofSeconds(10));
	}

	/**
	 * How long all attempts may take together.
	 * @return the time
	 */
	Duration longest() {
		return this.callTimeout.multipliedBy(this.attempts).plus(this.firstPause.multipliedBy(1L << this.attempts));
	}

	<T> CompletionStage<T> call(Supplier<CompletionStage<T>> call, Predicate<Throwable> worthRepeating) {
		return attempt(call, worthRepeating, 1);
	}

	private <T> CompletionStage<T> attempt(Supplier<CompletionStage<T>> call, Predicate<Throwable> worthRepeating,
			int number) {
		return once(call).exceptionallyCompose((failure) -> {
			Throwable cause = cause(failure);
			if (number >= this.attempts || !worthRepeating.test(cause)) {
				return CompletableFuture.failedFuture(cause);
			}
			Executor later = CompletableFuture.delayedExecutor(this.firstPause.toMillis() << (number - 1),
					TimeUnit.MILLISECONDS);
			return CompletableFuture.supplyAsync(() -> attempt(call, worthRepeating, number + 1), later)
				.thenCompose((next) -> next);
		});
	}

	private <T> CompletionStage<T> once(Supplier<CompletionStage<T>> call) {
		try {
			return call.get().toCompletableFuture().orTimeout(this.callTimeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
