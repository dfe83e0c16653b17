package io.distsys.ownership;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import io.distsys.consensus.OutcomeUnknownException;
import org.jspecify.annotations.Nullable;

/**
 * Where and how long a thread of the user may wait for an operation of the core.
 *
 * @since 0.1
 */
public final class Waits {

	/** The operation ends by itself at its timeout; this is how late that may be. */
	private static final Duration SLACK = Duration.ofSeconds(1);

	private final BooleanSupplier mustNotBlock;

	private final Duration timeout;

	/**
	 * Create it.
	 * @param mustNotBlock whether the calling thread is one that must not be blocked
	 * @param timeout how long an operation tries; it ends by itself then
	 */
	public Waits(BooleanSupplier mustNotBlock, Duration timeout) {
		this.mustNotBlock = mustNotBlock;
		this.timeout = timeout;
	}

	/**
	 * How long an operation tries.
	 * @return the time
	 */
	public Duration timeout() {
		return this.timeout;
	}

	/**
	 * Whether the calling thread must not be blocked.
	 * @return {@code true} if it must not
	 */
	public boolean mustNotBlock() {
		return this.mustNotBlock.getAsBoolean();
	}

	/**
	 * Refuse to block a thread that must not be blocked.
	 * @param what the operation, for the message
	 * @throws IllegalStateException if the calling thread must not be blocked
	 */
	public void check(String what) {
		if (this.mustNotBlock.getAsBoolean()) {
			throw new IllegalStateException(what + " blocks, and the thread '" + Thread.currentThread().getName()
					+ "' must not be blocked: use the asynchronous variant");
		}
	}

	/**
	 * Wait for an operation.
	 * @param <T> the type of its result
	 * @param stage the operation
	 * @param what it is, for messages
	 * @return its result
	 * @throws OutcomeUnknownException if it did not end in time, or the caller was
	 * interrupted
	 */
	public <T> T await(CompletionStage<T> stage, String what) {
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

	/**
	 * What to throw for a failure.
	 * @param failure the failure, perhaps wrapped
	 * @return the failure itself if that is possible
	 */
	public static RuntimeException asRuntime(@Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		return (cause instanceof RuntimeException runtime) ? runtime : new IllegalStateException(cause);
	}

}
