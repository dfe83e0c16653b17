package io.distsys.time;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after another, in order, on the threads of another executor. What a task
 * throws is logged; the next one follows. The queue has no bound: whoever uses this must
 * have a bound on how many tasks there can be. If the other executor refuses to run them,
 * all that waits is dropped and logged.
 *
 * @since 0.1
 */
public final class SerialExecutor implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(SerialExecutor.class);

	private final Executor threads;

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private boolean scheduled;

	/**
	 * Create it.
	 * @param threads runs the tasks
	 */
	public SerialExecutor(Executor threads) {
		this.threads = threads;
	}

	@Override
	public void execute(Runnable task) {
		synchronized (this.tasks) {
			this.tasks.add(task);
			if (this.scheduled) {
				return;
			}
			this.scheduled = true;
		}
		schedule();
	}

	private void schedule() {
		try {
			this.threads.execute(this::runNext);
		}
		catch (RejectedExecutionException ex) {
			synchronized (this.tasks) {
				logger.warn("Dropped tasks, their executor does not take them count={}", this.tasks.size(), ex);
				this.tasks.clear();
				this.scheduled = false;
			}
		}
	}

	private void runNext() {
		Runnable task;
		synchronized (this.tasks) {
			task = this.tasks.remove();
		}
		try {
			task.run();
		}
		catch (Exception | AssertionError ex) {
			logger.error("A task failed", ex);
		}
		finally {
			boolean more;
			synchronized (this.tasks) {
				more = !this.tasks.isEmpty();
				this.scheduled = more;
			}
			if (more) {
				schedule();
			}
		}
	}

}
