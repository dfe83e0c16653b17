package io.distsys.spring;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of which the thread that became idle last is the next to run something: what it
 * needs is still in the caches of the processor, and the others end by and by. (A
 * {@link java.util.concurrent.ThreadPoolExecutor} takes the one that is idle longest, so
 * that many threads take turns at the work of one.) A thread is started when none is idle
 * and there are fewer than the most; else a task waits, and tasks that wait run in their
 * order. What a task throws is logged, and its thread goes on.
 */
final class LifoThreadPool implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(LifoThreadPool.class);

	private final ThreadFactory factory;

	private final int most;

	private final long idleNanos;

	private final MonotonicClock clock = MonotonicClock.system();

	/** This and what follows is guarded by the lock of the pool. */
	private final Set<Worker> workers = new HashSet<>();

	private final Deque<Worker> idle = new ArrayDeque<>();

	/** Has no bound of its own: what enters is bounded where it is accepted. */
	private final Queue<Runnable> waiting = new ArrayDeque<>();

	/** Changed under the lock of the pool. */
	private volatile boolean closed;

	/**
	 * Create a pool without threads.
	 * @param factory makes its threads
	 * @param most how many threads it may have
	 * @param idleTime after which an idle thread ends
	 */
	LifoThreadPool(ThreadFactory factory, int most, Duration idleTime) {
		if (most < 1) {
			throw new IllegalArgumentException("A pool needs a thread at least, not " + most);
		}
		this.factory = factory;
		this.most = most;
		this.idleNanos = idleTime.toNanos();
	}

	@Override
	public void execute(Runnable task) {
		Worker worker;
		boolean isNew;
		synchronized (this) {
			if (this.closed) {
				throw new RejectedExecutionException("The pool is closed");
			}
			worker = this.idle.pollLast();
			isNew = worker == null;
			if (worker == null) {
				if (this.workers.size() == this.most) {
					this.waiting.add(task);
					return;
				}
				worker = new Worker();
				this.workers.add(worker);
			}
			// Whoever is about to end sees it, or is still idle.
			worker.given = task;
		}
		if (isNew) {
			worker.start();
		}
		else {
			LockSupport.unpark(worker.thread);
		}
	}

	/** How many tasks run. */
	synchronized int running() {
		return this.workers.size() - this.idle.size();
	}

	/** How many tasks wait for a thread. */
	synchronized int waiting() {
		return this.waiting.size();
	}

	/** How many threads there are. */
	synchronized int threads() {
		return this.workers.size();
	}

	/** Interrupt what runs, drop what waits, and take nothing more. */
	void close() {
		List<Worker> all;
		synchronized (this) {
			this.closed = true;
			this.waiting.clear();
			all = List.copyOf(this.workers);
		}
		all.forEach((worker) -> worker.thread.interrupt());
	}

	private final class Worker implements Runnable {

		private final Thread thread = LifoThreadPool.this.factory.newThread(this);

		/** What it is to run next. */
		private volatile @Nullable Runnable given;

		private void start() {
			boolean started = false;
			try {
				this.thread.start();
				started = true;
			}
			finally {
				if (!started) {
					forget();
				}
			}
		}

		private void forget() {
			synchronized (LifoThreadPool.this) {
				LifoThreadPool.this.workers.remove(this);
			}
		}

		@Override
		public void run() {
			try {
				for (Runnable task = awaitTask(); task != null; task = next()) {
					perform(task);
				}
			}
			finally {
				forget();
			}
		}

		private void perform(Runnable task) {
			// It may have been given while this thread was still at the end of the one
			// before.
			clearInterrupt();
			if (LifoThreadPool.this.closed) {
				this.thread.interrupt();
			}
			try {
				task.run();
			}
			catch (Throwable ex) {
				logger.error("A task failed thread={}", this.thread.getName(), ex);
			}
		}

		private @Nullable Runnable next() {
			synchronized (LifoThreadPool.this) {
				Runnable task = LifoThreadPool.this.waiting.poll();
				if (task != null || LifoThreadPool.this.closed) {
					clearInterrupt();
					return task;
				}
				LifoThreadPool.this.idle.addLast(this);
			}
			return awaitTask();
		}

		private @Nullable Runnable awaitTask() {
			long idleSince = LifoThreadPool.this.clock.nanos();
			Runnable task = this.given;
			while (task == null) {
				clearInterrupt();
				long left = LifoThreadPool.this.idleNanos - (LifoThreadPool.this.clock.nanos() - idleSince);
				if ((left <= 0 || LifoThreadPool.this.closed) && isStillIdle()) {
					return null;
				}
				task = this.given;
				if (task == null) {
					LockSupport.parkNanos(LifoThreadPool.this, left);
					task = this.given;
				}
			}
			this.given = null;
			return task;
		}

		/** If not, there is a task for it. If so, another one may start in its place. */
		private boolean isStillIdle() {
			synchronized (LifoThreadPool.this) {
				return LifoThreadPool.this.idle.remove(this) && LifoThreadPool.this.workers.remove(this);
			}
		}

		/** The interrupt was for the task that is over. */
		private void clearInterrupt() {
			Thread.interrupted();
		}

	}

}
