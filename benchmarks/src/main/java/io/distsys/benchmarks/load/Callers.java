package io.distsys.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

import io.distsys.benchmarks.report.LatencyFigures;
import org.HdrHistogram.Histogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Callers, each of which begins its next call when its last one has come back. */
public final class Callers {

	private static final Logger logger = LoggerFactory.getLogger(Callers.class);

	private final Runnable call;

	private final long measureFrom;

	private final long end;

	private Callers(Runnable call, Duration warmUp, Duration time) {
		this.call = call;
		this.measureFrom = System.nanoTime() + warmUp.toNanos();
		this.end = this.measureFrom + time.toNanos();
	}

	/**
	 * Call again and again. Blocks until it is over.
	 * @param call what each of them does; what it throws is counted
	 * @param count how many callers there are
	 * @param threads has a thread for each of them
	 * @param warmUp how long they call before it counts
	 * @param time how long is measured then
	 * @return what came out
	 * @throws InterruptedException if it is not to go on
	 */
	public static LatencyFigures run(Runnable call, int count, Executor threads, Duration warmUp, Duration time)
			throws InterruptedException {
		Callers callers = new Callers(call, warmUp, time);
		List<Caller> all = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Caller caller = callers.new Caller();
			threads.execute(caller);
			all.add(caller);
		}
		Histogram latencies = new Histogram(3);
		long failures = 0;
		for (Caller caller : all) {
			caller.ended.await();
			latencies.add(caller.latencies);
			failures += caller.failures;
		}
		return LatencyFigures.of(latencies, time, failures);
	}

	/** One of them. What it has counted may be read when it has ended. */
	private final class Caller implements Runnable {

		private final Histogram latencies = new Histogram(3);

		private final CountDownLatch ended = new CountDownLatch(1);

		private long failures;

		@Override
		public void run() {
			try {
				callAndCallAgain();
			}
			finally {
				this.ended.countDown();
			}
		}

		private void callAndCallAgain() {
			for (long begun = System.nanoTime(); begun < Callers.this.end; begun = System.nanoTime()) {
				boolean answered = answered();
				long done = System.nanoTime();
				if (answered && begun >= Callers.this.measureFrom && done <= Callers.this.end) {
					this.latencies.recordValue(done - begun);
				}
			}
		}

		private boolean answered() {
			try {
				Callers.this.call.run();
				return true;
			}
			catch (RuntimeException ex) {
				if (this.failures++ == 0) {
					logger.warn("A call failed, further ones are only counted", ex);
				}
				return false;
			}
		}

	}

}
