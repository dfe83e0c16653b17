package io.distsys.spring;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends one concept when its turn comes while the application stops.
 *
 * @since 0.1
 */
public final class LeavingLifecycle extends ClusterPhase {

	private static final Logger logger = LoggerFactory.getLogger(LeavingLifecycle.class);

	private final Supplier<? extends CompletionStage<?>> end;

	private final Duration timeout;

	/**
	 * Create it.
	 * @param phase when its turn is
	 * @param end ends the concept; does not block
	 * @param timeout how long to wait for that
	 */
	public LeavingLifecycle(int phase, Supplier<? extends CompletionStage<?>> end, Duration timeout) {
		super(phase);
		this.end = end;
		this.timeout = timeout;
	}

	/**
	 * Create one for a concept that ends at once.
	 * @param phase when its turn is
	 * @param end ends the concept
	 * @return the phase
	 */
	public static LeavingLifecycle atOnce(int phase, Runnable end) {
		return new LeavingLifecycle(phase, () -> {
			end.run();
			return CompletableFuture.completedFuture(null);
		}, Duration.ofSeconds(1));
	}

	@Override
	public void start() {
		running(true);
	}

	@Override
	public void stop(Runnable callback) {
		running(false);
		CompletableFuture<?> ended = this.end.get().toCompletableFuture();
		ended.orTimeout(this.timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((result, failure) -> {
			if (failure != null) {
				logger.warn("Not ended in order phase={} limit={}", getPhase(), this.timeout, failure);
			}
			callback.run();
		});
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

}
