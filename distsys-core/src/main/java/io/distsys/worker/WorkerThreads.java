package io.distsys.worker;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the executor that workers run on: a virtual thread a task where the JVM has them
 * (21 and later), else a pool. Its queue needs no bound of its own: each worker stands in
 * it at most once, and the mailbox is what is bounded.
 *
 * @since 0.1
 */
public final class WorkerThreads {

	private static final String PREFIX = "distsys-worker-";

	private static final long IDLE_SECONDS = 30;

	private WorkerThreads() {
	}

	/**
	 * Make the executor.
	 * @param poolSize the most threads, where the JVM has no virtual ones: as many
	 * workers may wait for something at once (for another worker, a database)
	 * @return the executor, to be shut down by the caller
	 */
	public static ExecutorService create(int poolSize) {
		try {
			return virtual();
		}
		catch (NoSuchMethodException | ClassNotFoundException ex) {
			return pool(poolSize);
		}
		catch (Throwable ex) {
			throw new IllegalStateException("Virtual threads cannot be made", ex);
		}
	}

	private static ExecutorService virtual() throws Throwable {
		MethodHandles.Lookup lookup = MethodHandles.publicLookup();
		Class<?> builderType = Class.forName("java.lang.Thread$Builder");
		Class<?> virtualType = Class.forName("java.lang.Thread$Builder$OfVirtual");
		Object builder = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(virtualType)).invoke();
		MethodHandle name = lookup.findVirtual(builderType, "name",
				MethodType.methodType(builderType, String.class, long.class));
		Object named = name.invoke(builder, PREFIX, 0L);
		ThreadFactory factory = (ThreadFactory) lookup
			.findVirtual(builderType, "factory", MethodType.methodType(ThreadFactory.class))
			.invoke(named);
		return (ExecutorService) lookup
			.findStatic(Executors.class, "newThreadPerTaskExecutor",
					MethodType.methodType(ExecutorService.class, ThreadFactory.class))
			.invoke(factory);
	}

	private static ExecutorService pool(int size) {
		AtomicLong number = new AtomicLong();
		ThreadPoolExecutor pool = new ThreadPoolExecutor(size, size, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, PREFIX + number.getAndIncrement());
					thread.setDaemon(true);
					return thread;
				});
		pool.allowCoreThreadTimeOut(true);
		return pool;
	}

}
