package io.distsys.benchmarks.workers.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.distsys.benchmarks.report.LatencyFigures;
import org.HdrHistogram.Histogram;

/** Threads, each of which begins its next call when its last one has come back. */
final class Callers {

	private final Runnable call;

	private final long measureFrom;

	private final long end;

	private Callers(Runnable call, Duration warmUp, Duration time) {
		this.call = call;
		this.measureFrom = System.nanoTime() + warmUp.toNanos();
		this.end = this.measureFrom + time.toNanos();
	}

	/** Blocks until it is over. */
	static LatencyFigures run(Runnable call, int count, Duration warmUp, Duration time) throws InterruptedException {
		Callers callers = new Callers(call, warmUp, time);
		List<Caller> all = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Caller caller = callers.new Caller();
			caller.setDaemon(true);
			caller.start();
			all.add(caller);
		}
		Histogram latencies = new Histogram(3);
		long failures = 0;
		for (Caller caller : all) {
			caller.join();
			latencies.add(caller.latencies);
			failures += caller.failures;
		}
		return LatencyFigures.of(latencies, time, failures);
	}

	/** One of them. What it has counted may be read when it has ended. */
	private final class Caller extends Thread {

		private final Histogram latencies = new Histogram(3);

		private long failures;

		private Caller() {
			super("benchmarks-caller");
		}

		@Override
		public void run() {
			for (long begun = System.nanoTime(); begun < Callers.this.end; begun = System.nanoTime()) {
				try {
					Callers.this.call.run();
				}
				catch (RuntimeException ex) {
					this.failures++;
				}
				long done = System.nanoTime();
				if (begun >= Callers.this.measureFrom && done <= Callers.this.end) {
					this.latencies.recordValue(done - begun);
				}
			}
		}

	}

}
