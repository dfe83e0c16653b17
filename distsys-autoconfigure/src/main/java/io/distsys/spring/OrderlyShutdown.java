package io.distsys.spring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the steps of a shutdown one after another, on a thread of its own, within one
 * timeout. A step that fails or is late is logged by name, and the next one follows.
 */
final class OrderlyShutdown {

	private static final Logger logger = LoggerFactory.getLogger(OrderlyShutdown.class);

	private static final MonotonicClock clock = MonotonicClock.system();

	/** So much longer a step is waited for at most that it can say what is left. */
	private static final Duration TIME_TO_SAY_WHY = Duration.ofSeconds(1);

	private final Duration timeout;

	private final List<Step> steps;

	OrderlyShutdown(Duration timeout, List<Step> steps) {
		this.timeout = timeout;
		this.steps = List.copyOf(steps);
	}

	void start(Runnable whenDone) {
		Thread thread = new Thread(() -> run(whenDone), "distsys-shutdown-1");
		thread.setDaemon(true);
		thread.start();
	}

	private void run(Runnable whenDone) {
		long deadline = clock.nanos() + this.timeout.toNanos();
		try {
			for (Step step : this.steps) {
				take(step, Duration.ofNanos(Math.max(0, deadline - clock.nanos())));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			logger.warn("The shutdown was interrupted");
		}
		finally {
			whenDone.run();
		}
	}

	private void take(Step step, Duration left) throws InterruptedException {
		long begin = clock.nanos();
		Duration limit = left.multipliedBy(step.percent()).dividedBy(100);
		try {
			step.action()
				.apply(limit)
				.toCompletableFuture()
				.get(limit.plus(timeToSayWhy(left.minus(limit))).toNanos(), TimeUnit.NANOSECONDS);
			logger.debug("Shutdown step done step={} millis={}", step.name(), (clock.nanos() - begin) / 1_000_000);
		}
		catch (TimeoutException ex) {
			logger.warn("Shutdown step not finished in time step={} limit={}", step.name(), limit);
		}
		catch (ExecutionException ex) {
			logger.warn("Shutdown step not finished step={} reason=\"{}\"", step.name(), reason(ex.getCause()));
			logger.debug("Shutdown step failed step={}", step.name(), ex);
		}
		catch (RuntimeException ex) {
			logger.warn("Shutdown step failed step={}", step.name(), ex);
		}
	}

	/** No more than half of what is left for the steps that follow. */
	static Duration timeToSayWhy(Duration forOthers) {
		Duration half = forOthers.dividedBy(2);
		return (half.compareTo(TIME_TO_SAY_WHY) < 0) ? half : TIME_TO_SAY_WHY;
	}

	private static String reason(@Nullable Throwable failure) {
		return String.valueOf((failure != null && failure.getMessage() != null) ? failure.getMessage() : failure);
	}

	/**
	 * One step.
	 *
	 * @param name names it in logs
	 * @param percent how much of the time that is left it may take
	 * @param action begins it, given after how long it is to complete, exceptionally with
	 * what is left
	 */
	record Step(String name, int percent, Function<Duration, CompletionStage<Void>> action) {

		static Step blocking(String name, int percent, Runnable action) {
			return new Step(name, percent, (limit) -> CompletableFuture.runAsync(action, (task) -> {
				Thread thread = new Thread(task, "distsys-shutdown-2");
				thread.setDaemon(true);
				thread.start();
			}));
		}

	}

}
