package io.distsys.worker;

/**
 * Makes the instances of a worker type. Called on worker threads, for several keys at
 * once.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface WorkerFactory {

	/**
	 * Make an instance.
	 * @param context what the worker knows of itself
	 * @return a new instance of the worker class
	 * @throws Exception if it cannot be made; counts as a crash of the worker
	 */
	Object create(WorkerContext context) throws Exception;

}
