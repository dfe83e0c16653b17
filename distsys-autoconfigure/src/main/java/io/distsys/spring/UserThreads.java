package io.distsys.spring;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Runs user code: a virtual thread a task, or a pool with an upper limit. The queue of
 * the pool has no bound of its own; what enters it is bounded where it is accepted
 * (mailboxes, queues of subscribers, buffers of the messenger). A pool without an upper
 * limit has no queue: it is for what is few by its nature, and must not wait.
 *
 * @since 0.1
 */
public final class UserThreads implements Executor, AutoCloseable {

	private static final Duration IDLE_TIME = Duration.ofSeconds(30);

	private static final int FIRST_VIRTUAL = 21;

	/** Before it a virtual thread that waits in a monitor keeps its carrier. */
	private static final int FIRST_UNPINNED = 24;

	private final Executor executor;

	private final IntSupplier running;

	private final IntSupplier waiting;

	private final Runnable shutdown;

	private UserThreads(Executor executor, IntSupplier running, IntSupplier waiting, Runnable shutdown) {
		this.executor = executor;
		this.running = running;
		this.waiting = waiting;
		this.shutdown = shutdown;
	}

	/**
	 * Virtual threads from Java 24 on, or from 21 on if
	 * {@code spring.threads.virtual.enabled} is {@code true}, and never if it is
	 * {@code false}; else a pool.
	 * @param prefix names the threads
	 * @param size the most threads of the pool
	 * @param environment has the property
	 * @return the executor
	 */
	public static UserThreads create(String prefix, int size, Environment environment) {
		Boolean wanted = environment.getProperty("spring.threads.virtual.enabled", Boolean.class);
		return isVirtual(wanted, Runtime.version().feature()) ? virtual(prefix) : pool(prefix, size);
	}

	/**
	 * The same, with a pool that has a thread for each task at once.
	 * @param prefix names the threads
	 * @param environment has the property
	 * @return the executor
	 */
	public static UserThreads unlimited(String prefix, Environment environment) {
		Boolean wanted = environment.getProperty("spring.threads.virtual.enabled", Boolean.class);
		return isVirtual(wanted, Runtime.version().feature()) ? virtual(prefix) : unlimitedPool(prefix);
	}

	static boolean isVirtual(@Nullable Boolean wanted, int feature) {
		return (wanted != null) ? wanted && feature >= FIRST_VIRTUAL : feature >= FIRST_UNPINNED;
	}

	/**
	 * A virtual thread for each task; for JDK 21 and later.
	 * @param prefix names the threads
	 * @return the executor
	 */
	public static UserThreads virtual(String prefix) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(prefix);
		executor.setVirtualThreads(true);
		executor.setCancelRemainingTasksOnClose(true);
		LongAdder running = new LongAdder();
		return new UserThreads((task) -> executor.execute(() -> count(running, task)), running::intValue, () -> 0,
				executor::close);
	}

	private static void count(LongAdder running, Runnable task) {
		running.increment();
		try {
			task.run();
		}
		finally {
			running.decrement();
		}
	}

	/**
	 * A pool of daemon threads.
	 * @param prefix names the threads
	 * @param size the most threads: as many tasks may wait for something at once
	 * @return the executor
	 */
	public static UserThreads pool(String prefix, int size) {
		LifoThreadPool pool = new LifoThreadPool(daemons(prefix), size, IDLE_TIME);
		return new UserThreads(pool, pool::running, pool::waiting, pool::close);
	}

	private static UserThreads unlimitedPool(String prefix) {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_TIME.toNanos(),
				TimeUnit.NANOSECONDS, new SynchronousQueue<>(), daemons(prefix));
		return new UserThreads(pool, pool::getActiveCount, () -> 0, pool::shutdownNow);
	}

	private static ThreadFactory daemons(String prefix) {
		CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix);
		factory.setDaemon(true);
		return factory;
	}

	@Override
	public void execute(Runnable task) {
		this.executor.execute(task);
	}

	/**
	 * The tasks that run now.
	 * @return how many there are
	 */
	public int running() {
		return this.running.getAsInt();
	}

	/**
	 * The tasks that wait for a thread.
	 * @return how many there are; none where each has a thread of its own
	 */
	public int waiting() {
		return this.waiting.getAsInt();
	}

	/** Interrupt what runs and take nothing more. */
	@Override
	public void close() {
		this.shutdown.run();
	}

}
