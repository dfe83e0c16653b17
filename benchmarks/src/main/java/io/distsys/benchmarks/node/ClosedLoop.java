package io.distsys.benchmarks.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import io.distsys.benchmarks.report.LatencyFigures;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * A fixed number of lanes, each of which begins its next operation as soon as its last
 * one is done. So a slow answer delays the next question: what is measured is the latency
 * at that concurrency, not at a rate of arrivals.
 */
final class ClosedLoop {

	private final Operation operation;

	private final long measureFrom;

	private final long end;

	private final ConcurrentHistogram latencies = new ConcurrentHistogram(3);

	private final AtomicLong failures = new AtomicLong();

	private final CountDownLatch running;

	private ClosedLoop(Operation operation, int lanes, Duration warmUp, Duration time) {
		this.operation = operation;
		this.measureFrom = System.nanoTime() + warmUp.toNanos();
		this.end = this.measureFrom + time.toNanos();
		this.running = new CountDownLatch(lanes);
	}

	/** Blocks until it is over. An operation that fails ends its lane. */
	static LatencyFigures run(Operation operation, int lanes, Duration warmUp, Duration time)
			throws InterruptedException {
		ClosedLoop loop = new ClosedLoop(operation, lanes, warmUp, time);
		for (int lane = 0; lane < lanes; lane++) {
			loop.next(lane);
		}
		loop.running.await();
		return LatencyFigures.of(loop.latencies, time, loop.failures.get());
	}

	/**
	 * A loop, and no recursion: an operation may be done by the time that it has begun,
	 * again and again.
	 */
	private void next(int lane) {
		for (long begun = System.nanoTime(); begun < this.end; begun = System.nanoTime()) {
			long since = begun;
			CompletableFuture<?> done = this.operation.begin(lane).toCompletableFuture();
			if (!done.isDone()) {
				done.whenComplete((result, failure) -> {
					if (hasSucceeded(since, failure != null)) {
						next(lane);
					}
				});
				return;
			}
			if (!hasSucceeded(since, done.isCompletedExceptionally())) {
				return;
			}
		}
		this.running.countDown();
	}

	private boolean hasSucceeded(long begun, boolean failed) {
		if (failed) {
			this.failures.incrementAndGet();
			this.running.countDown();
			return false;
		}
		long done = System.nanoTime();
		if (begun >= this.measureFrom && done <= this.end) {
			this.latencies.recordValue(done - begun);
		}
		return true;
	}

}
