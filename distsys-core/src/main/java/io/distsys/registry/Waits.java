package io.distsys.registry;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import io.distsys.consensus.OutcomeUnknownException;
import org.jspecify.annotations.Nullable;

/** Where and how long a thread of the user may wait. */
final class Waits {

	/** The operation ends by itself at its timeout; this is how late that may be. */
	private static final Duration SLACK = Duration.ofSeconds(1);

	private final BooleanSupplier mustNotBlock;

	private final Duration timeout;

	Waits(BooleanSupplier mustNotBlock, Duration timeout) {
		this.mustNotBlock = mustNotBlock;
		this.timeout = timeout;
	}

	Duration timeout() {
		return this.timeout;
	}

	void check(String what) {
		if (this.mustNotBlock.getAsBoolean()) {
			throw new IllegalStateException(what + " blocks, and the thread '" + Thread.currentThread().getName()
					+ "' must not be blocked: use the asynchronous variant");
		}
	}

	<T> T await(CompletionStage<T> stage, String what) {
		try {
			return stage.toCompletableFuture().get(this.timeout.plus(SLACK).toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new OutcomeUnknownException(what + ": the caller was interrupted while it waited");
		}
		catch (TimeoutException ex) {
			throw new OutcomeUnknownException(what + " had no answer within " + this.timeout);
		}
		catch (ExecutionException ex) {
			throw asRuntime(ex.getCause());
		}
	}

	static RuntimeException asRuntime(@Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		return (cause instanceof RuntimeException runtime) ? runtime : new IllegalStateException(cause);
	}

}
