package io.distsys.spring;

/**
 * The threads that run workers. It hides the executor from whoever looks for one by its
 * type.
 *
 * @param threads runs workers
 * @since 0.1
 */
public record WorkerExecutor(UserThreads threads) implements AutoCloseable {

	@Override
	public void close() {
		this.threads.close();
	}

}
