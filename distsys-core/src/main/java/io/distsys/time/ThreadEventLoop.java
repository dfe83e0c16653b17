package io.distsys.time;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event loop on a daemon thread of its own. A task that comes after {@link #close()}
 * is dropped and logged at debug.
 * <p>
 * Tasks run in the order of their times, which is that of submission, or the end of the
 * delay. Whoever submits one takes no lock, and wakes the thread only if it sleeps.
 *
 * @since 0.1
 */
public final class ThreadEventLoop implements EventLoop, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ThreadEventLoop.class);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	/** By which the thread sleeps, whatever clock the tasks read. */
	private final MonotonicClock ownClock = MonotonicClock.system();

	private final Queue<Submitted> submitted = new ConcurrentLinkedQueue<>();

	private final Timers timers = new Timers();

	private final MonotonicClock clock;

	private final Thread thread;

	/** Set by the thread before it looks for the last time whether it may sleep. */
	private final AtomicBoolean asleep = new AtomicBoolean();

	private volatile boolean closed;

	private volatile boolean stopped;

	/**
	 * Start a loop.
	 * @param threadName name of its thread, by convention {@code distsys-<component>-<n>}
	 * @param clock the clock that tasks will read
	 */
	public ThreadEventLoop(String threadName, MonotonicClock clock) {
		this.clock = clock;
		this.thread = new Thread(this::runAll, threadName);
		this.thread.setDaemon(true);
		this.thread.start();
	}

	@Override
	public void execute(Runnable task) {
		if (this.closed) {
			dropped(task);
			return;
		}
		Submitted entry = new Submitted(task, this.ownClock.nanos());
		this.submitted.add(entry);
		if (this.closed && this.submitted.remove(entry)) {
			dropped(task);
		}
		wake();
	}

	@Override
	public Subscription schedule(Duration delay, Runnable task) {
		if (this.closed) {
			dropped(task);
			return () -> {
			};
		}
		Subscription timer = this.timers.add(task, this.ownClock.nanos(), delay.toNanos());
		wake();
		return timer;
	}

	private static void dropped(Runnable task) {
		logger.debug("Dropped a task, the loop is closed: {}", task);
	}

	/** What was queued before is seen by the thread, which looks once more. */
	private void wake() {
		if (this.asleep.get() && this.asleep.compareAndSet(true, false)) {
			LockSupport.unpark(this.thread);
		}
	}

	private void runAll() {
		while (!this.stopped) {
			// An interrupt that a task leaves behind is neither for the next one nor for
			// the sleep.
			Thread.interrupted();
			// Before looking: who submits after that finds out that it came too late.
			boolean ending = this.closed;
			Runnable next = next();
			if (next != null) {
				run(next);
			}
			else if (ending) {
				return;
			}
			else {
				sleep();
			}
		}
	}

	/** Take the task whose time came first. */
	private @Nullable Runnable next() {
		Submitted first = this.submitted.peek();
		Runnable due = this.timers.poll((first != null) ? first.nanos() : this.ownClock.nanos());
		if (due != null || first == null) {
			return due;
		}
		// Not the first any more if it came as the loop closed, and was taken back.
		Submitted taken = this.submitted.poll();
		return (taken != null) ? taken.task() : null;
	}

	private void sleep() {
		this.asleep.set(true);
		if (this.submitted.isEmpty() && !this.closed) {
			long remaining = this.timers.remainingNanos(this.ownClock.nanos());
			if (remaining > 0) {
				LockSupport.parkNanos(this, remaining);
			}
		}
		this.asleep.set(false);
	}

	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A task of the event loop failed thread={}", this.thread.getName(), ex);
		}
	}

	@Override
	public boolean inLoop() {
		return Thread.currentThread() == this.thread;
	}

	@Override
	public MonotonicClock clock() {
		return this.clock;
	}

	/**
	 * Number of tasks that wait, those scheduled for later included.
	 * @return the number
	 */
	public int depth() {
		return this.submitted.size() + this.timers.size();
	}

	/**
	 * Finish what was submitted, drop what is scheduled for later, and end the thread.
	 */
	@Override
	public void close() {
		this.closed = true;
		wake();
		if (inLoop()) {
			return;
		}
		try {
			this.thread.join(CLOSE_TIMEOUT.toMillis());
			if (this.thread.isAlive()) {
				logger.warn("The event loop did not end in time thread={}", this.thread.getName());
				stop();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			stop();
		}
	}

	private void stop() {
		this.stopped = true;
		this.thread.interrupt();
	}

	/**
	 * A task, and when it was submitted.
	 *
	 * @param task the task
	 * @param nanos the loop's own clock then
	 */
	private record Submitted(Runnable task, long nanos) {

	}

}
