package io.distsys.spring;

/**
 * The threads that run workers. It hides the executors from whoever looks for one by its
 * type.
 *
 * @param threads runs workers
 * @param activities runs what begins and ends their slots: workers that hang take none of
 * its threads
 * @param storage runs the store of the user if there is one: one that hangs takes none of
 * the other threads
 * @since 0.1
 */
public record WorkerExecutor(UserThreads threads, UserThreads activities,
		UserThreads storage) implements AutoCloseable {

	@Override
	public void close() {
		this.threads.close();
		this.activities.close();
		this.storage.close();
	}

}
