package io.distsys.consensus;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import io.distsys.time.EventLoop;
import io.microraft.executor.RaftNodeExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a MicroRaft node on the event loop, in a time of its own: MicroRaft counts in
 * whole seconds, and one of its seconds is one heartbeat of ours. Delays get a jitter, so
 * that nodes do not act in step.
 */
final class LoopExecutor implements RaftNodeExecutor {

	private static final Logger logger = LoggerFactory.getLogger(LoopExecutor.class);

	private static final double JITTER = 0.2;

	/** MicroRaft takes zero for "never heard of a leader": its time begins later. */
	private static final long ORIGIN_MILLIS = Duration.ofDays(1).toMillis();

	private final EventLoop loop;

	private final RandomGenerator random;

	private final double scale;

	private final Executor steps;

	private final Runnable afterwards;

	private boolean inline;

	private volatile boolean closed;

	/**
	 * @param heartbeat what MicroRaft takes for a second
	 * @param steps runs each task at once, and what is to run after it
	 * @param afterwards runs after each task, outside of MicroRaft
	 */
	LoopExecutor(EventLoop loop, RandomGenerator random, Duration heartbeat, Executor steps, Runnable afterwards) {
		this.loop = loop;
		this.random = random;
		this.scale = heartbeat.toNanos() / (double) Duration.ofSeconds(1).toNanos();
		this.steps = steps;
		this.afterwards = afterwards;
	}

	/** Within a task: what MicroRaft executes first in this call runs at once. */
	void inline(Runnable call) {
		this.inline = true;
		try {
			call.run();
		}
		finally {
			this.inline = false;
		}
	}

	/** Run a task now. What MicroRaft throws must not end the loop. */
	void run(Runnable task) {
		if (!this.closed) {
			this.steps.execute(() -> step(task));
		}
	}

	private void step(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException | AssertionError ex) {
			logger.warn("A step of the consensus library failed and is taken for not done", ex);
		}
		this.afterwards.run();
	}

	@Override
	public void execute(Runnable task) {
		if (this.inline) {
			this.inline = false;
			task.run();
			return;
		}
		this.loop.execute(() -> run(task));
	}

	@Override
	public void submit(Runnable task) {
		this.loop.execute(() -> run(task));
	}

	@Override
	public void schedule(Runnable task, long delay, TimeUnit unit) {
		double jitter = 1 + JITTER * (this.random.nextDouble() - 0.5);
		this.loop.schedule(Duration.ofNanos((long) (unit.toNanos(delay) * this.scale * jitter)), () -> run(task));
	}

	/** Nothing runs any more. */
	void close() {
		this.closed = true;
	}

	/** The clock in MicroRaft's time. */
	Clock clock() {
		long start = this.loop.clock().nanos();
		return new Clock() {

			@Override
			public long millis() {
				long passed = LoopExecutor.this.loop.clock().nanos() - start;
				return ORIGIN_MILLIS + (long) (passed / LoopExecutor.this.scale) / 1_000_000;
			}

			@Override
			public Instant instant() {
				return Instant.ofEpochMilli(millis());
			}

			@Override
			public ZoneId getZone() {
				return ZoneOffset.UTC;
			}

			@Override
			public Clock withZone(ZoneId zone) {
				return this;
			}

		};
	}

}
