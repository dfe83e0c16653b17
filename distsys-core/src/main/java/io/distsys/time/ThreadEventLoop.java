package io.distsys.time;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event loop on a daemon thread of its own. A task that comes after {@link #close()}
 * is dropped and logged at debug.
 *
 * @since 0.1
 */
public final class ThreadEventLoop implements EventLoop, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ThreadEventLoop.class);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	private final ScheduledThreadPoolExecutor executor;

	private final MonotonicClock clock;

	private volatile Thread thread = Thread.currentThread();

	/**
	 * Start a loop.
	 * @param threadName name of its thread, by convention {@code distsys-<component>-<n>}
	 * @param clock the clock that tasks will read
	 */
	public ThreadEventLoop(String threadName, MonotonicClock clock) {
		this.clock = clock;
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread loopThread = new Thread(task, threadName);
			loopThread.setDaemon(true);
			this.thread = loopThread;
			return loopThread;
		});
		this.executor.setRemoveOnCancelPolicy(true);
		this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.executor.prestartCoreThread();
	}

	@Override
	public void execute(Runnable task) {
		schedule(Duration.ZERO, task);
	}

	@Override
	public Subscription schedule(Duration delay, Runnable task) {
		try {
			Future<?> future = this.executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
			return () -> future.cancel(false);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Dropped a task, the loop is closed: {}", task);
			return () -> {
			};
		}
	}

	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (Exception | AssertionError ex) {
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
		return this.executor.getQueue().size();
	}

	/**
	 * Finish what was submitted, drop what is scheduled for later, and end the thread.
	 */
	@Override
	public void close() {
		this.executor.shutdown();
		if (inLoop()) {
			return;
		}
		try {
			if (!this.executor.awaitTermination(CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
				logger.warn("The event loop did not end in time thread={}", this.thread.getName());
				this.executor.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.executor.shutdownNow();
		}
	}

}
