package io.distsys.time;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after another, in order, on the threads of another executor. What a task
 * throws is logged; the next one follows.
 * <p>
 * It has a bound: {@link #execute} throws {@link RejectedExecutionException} if too many
 * tasks wait or if the other executor takes none, and counts it; what else that throws,
 * an error because no thread can be started say, is thrown and counted as well, unless
 * the task has begun nevertheless. A task that was taken runs, on the thread of the one
 * before it if the other executor takes none any more. There is one exception: tasks that
 * another thread gave in the moment in which the executor turned out to take none are
 * dropped, counted and logged.
 *
 * @since 0.1
 */
public final class SerialExecutor implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(SerialExecutor.class);

	private final Executor threads;

	private final int capacity;

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private boolean scheduled;

	/** The one that may begin. */
	private @Nullable Turn turn;

	private long rejected;

	/**
	 * Create it.
	 * @param threads runs the tasks
	 * @param capacity how many tasks may wait
	 */
	public SerialExecutor(Executor threads, int capacity) {
		if (capacity <= 0) {
			throw new IllegalArgumentException("capacity must be positive, not " + capacity);
		}
		this.threads = threads;
		this.capacity = capacity;
	}

	/**
	 * Run a task after those before it.
	 * @param task the task
	 * @throws RejectedExecutionException if it will not run
	 */
	@Override
	public void execute(Runnable task) {
		Turn given;
		synchronized (this.tasks) {
			if (this.tasks.size() >= this.capacity) {
				this.rejected++;
				throw new RejectedExecutionException(this.capacity + " tasks wait already, that is the limit");
			}
			this.tasks.add(task);
			if (this.scheduled) {
				return;
			}
			this.scheduled = true;
			given = nextTurn();
		}
		try {
			this.threads.execute(given);
		}
		catch (RuntimeException | Error ex) {
			if (take(given)) {
				rejectAll();
				throw ex;
			}
			logger.debug("The executor failed, and has begun the task nevertheless", ex);
		}
	}

	private void rejectAll() {
		int others;
		synchronized (this.tasks) {
			this.rejected += this.tasks.size();
			others = this.tasks.size() - 1;
			this.tasks.clear();
			this.scheduled = false;
		}
		if (others > 0) {
			logger.warn("Dropped tasks, their executor does not take them count={}", others);
		}
	}

	/**
	 * How many tasks did not run.
	 * @return the number, since the beginning
	 */
	public long rejected() {
		synchronized (this.tasks) {
			return this.rejected;
		}
	}

	private void runNext() {
		boolean more = true;
		while (more) {
			runOne();
			synchronized (this.tasks) {
				more = !this.tasks.isEmpty();
				this.scheduled = more;
			}
			if (more && handedOn()) {
				return;
			}
		}
	}

	private void runOne() {
		Runnable task;
		synchronized (this.tasks) {
			task = this.tasks.remove();
		}
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A task failed", ex);
		}
	}

	/** Let others have the thread, if there will be one again. */
	private boolean handedOn() {
		Turn given = nextTurn();
		try {
			this.threads.execute(given);
			return true;
		}
		catch (RuntimeException | Error ex) {
			boolean here = take(given);
			logger.debug("The executor failed, what waits runs here={}", here, ex);
			return !here;
		}
	}

	private Turn nextTurn() {
		synchronized (this.tasks) {
			Turn next = new Turn();
			this.turn = next;
			return next;
		}
	}

	/** Whether it had neither begun nor been called off; now it has. */
	private boolean take(Turn given) {
		synchronized (this.tasks) {
			boolean taken = this.turn == given;
			if (taken) {
				this.turn = null;
			}
			return taken;
		}
	}

	/**
	 * Runs the next task, unless it was called off: an executor that fails to start a
	 * thread may have queued what it was given, and run it later.
	 */
	private final class Turn implements Runnable {

		@Override
		public void run() {
			if (take(this)) {
				runNext();
			}
		}

	}

}
