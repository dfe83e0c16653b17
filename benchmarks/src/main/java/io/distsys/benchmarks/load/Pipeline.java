package io.distsys.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.distsys.benchmarks.report.LatencyFigures;
import org.HdrHistogram.ConcurrentHistogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that begins calls, as many as may be under way, and waits for none. */
public final class Pipeline {

	private static final Logger logger = LoggerFactory.getLogger(Pipeline.class);

	private final Supplier<CompletionStage<?>> call;

	private final int limit;

	private final Semaphore free;

	private final ConcurrentHistogram latencies = new ConcurrentHistogram(3);

	private final AtomicInteger failures = new AtomicInteger();

	/**
	 * Create it.
	 * @param call begins one call
	 * @param limit how many may be under way
	 */
	public Pipeline(Supplier<CompletionStage<?>> call, int limit) {
		this.call = call;
		this.limit = limit;
		this.free = new Semaphore(limit);
	}

	/**
	 * The calling thread begins the calls, until all is over.
	 * @param warmUp how long it does before it counts
	 * @param time how long it counts
	 * @return what came out
	 * @throws InterruptedException if it is not to go on
	 */
	public LatencyFigures run(Duration warmUp, Duration time) throws InterruptedException {
		long measureFrom = System.nanoTime() + warmUp.toNanos();
		long end = measureFrom + time.toNanos();
		this.free.acquire();
		for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
			long begun = now;
			this.call.get().whenComplete((answer, failure) -> {
				long done = System.nanoTime();
				if (failure != null) {
					count(failure);
				}
				else if (begun >= measureFrom && done <= end) {
					this.latencies.recordValue(done - begun);
				}
				this.free.release();
			});
			this.free.acquire();
		}
		this.free.release();
		this.free.acquire(this.limit);
		return LatencyFigures.of(this.latencies, time, this.failures.get());
	}

	private void count(Throwable failure) {
		if (this.failures.getAndIncrement() == 0) {
			logger.warn("A call failed, further ones are only counted", failure);
		}
	}

}
