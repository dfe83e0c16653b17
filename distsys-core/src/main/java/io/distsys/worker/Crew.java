package io.distsys.worker;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has tasks run by few threads of an executor if they are short, and by as many as it has
 * if they are not. To wake a thread costs more than a short task, so one is woken, and
 * goes on as long as there is anything; before each task it sees to it that another one
 * is on its way if more wait: so whatever waits has a thread that will look at it, also
 * if all the others block. This is how a fork-join pool wakes its threads, for an
 * executor of any kind.
 * <p>
 * Tasks begin in the order in which they came. What waits is bounded by whoever gives the
 * tasks. Thread-safe.
 */
final class Crew implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(Crew.class);

	/** So many tasks and the thread goes to somebody else. */
	private static final int TURN = 64;

	private final Executor threads;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean called = new AtomicBoolean();

	Crew(Executor threads) {
		this.threads = threads;
	}

	/**
	 * Have a task run. What the executor throws, an error too (there may be no memory for
	 * a thread), is thrown if the task will not be; it will if a thread that was there
	 * already has begun it.
	 * @throws RejectedExecutionException if it will not be
	 */
	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		try {
			call();
		}
		catch (RuntimeException | Error ex) {
			boolean given = !this.tasks.remove(task);
			callForOthers();
			if (!given) {
				throw ex;
			}
			logger.debug("No more threads, another one has taken the task", ex);
		}
	}

	/** Who came while a call was under way that came to nothing relied on it. */
	private void callForOthers() {
		if (!this.tasks.isEmpty() && !isFollowed()) {
			logger.warn("No thread for tasks that wait: they go on with the next one tasks={}", this.tasks.size());
		}
	}

	/** Have one more thread look, unless one is on its way already. */
	private void call() {
		if (!this.called.compareAndSet(false, true)) {
			return;
		}
		try {
			this.threads.execute(this::work);
		}
		catch (RuntimeException | Error ex) {
			this.called.set(false);
			throw ex;
		}
	}

	private void work() {
		this.called.set(false);
		int left = TURN;
		for (Runnable task = this.tasks.poll(); task != null; task = (left > 0) ? this.tasks.poll() : null) {
			left--;
			if (!this.tasks.isEmpty() && !isFollowed()) {
				left = Integer.MAX_VALUE;
			}
			run(task);
		}
	}

	/** Whether another thread looks at what waits, whatever becomes of this one. */
	private boolean isFollowed() {
		try {
			call();
			return true;
		}
		catch (RuntimeException | Error ex) {
			logger.debug("No more threads, this one goes on alone", ex);
			return false;
		}
	}

	/** What a task throws is for its thread, which goes on with the others. */
	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException | Error ex) {
			Thread thread = Thread.currentThread();
			thread.getUncaughtExceptionHandler().uncaughtException(thread, ex);
		}
		finally {
			leaveNoInterrupt();
		}
	}

	/** An interrupt was for the task that has ended, as in a pool. */
	private static void leaveNoInterrupt() {
		if (Thread.interrupted()) {
			logger.debug("A task left an interrupt behind");
		}
	}

}
