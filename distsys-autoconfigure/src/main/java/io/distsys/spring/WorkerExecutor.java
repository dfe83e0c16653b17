package io.distsys.spring;

/**
 * The threads that run workers. It hides the executors from whoever looks for one by its
 * type.
 *
 * @param threads runs workers
 * @param activities runs what begins and ends their slots: workers that hang take none of
 * its threads
 * @since 0.1
 */
public record WorkerExecutor(UserThreads threads, UserThreads activities) implements AutoCloseable {

	@Override
	public void close() {
		this.threads.close();
		this.activities.close();
	}

}
