package io.distsys.worker;

/**
 * The way to the workers of the cluster, from any node.
 *
 * @since 0.1
 */
public interface Workers {

	/**
	 * The workers that are called through an interface.
	 * @param <T> the interface
	 * @param contract an interface of exactly one worker type of this node, or one that
	 * carries {@link Distributed}
	 * @return the type's workers
	 * @throws IllegalArgumentException if no worker type, or more than one, is meant
	 */
	<T> WorkerType<T> of(Class<T> contract);

	/**
	 * The workers of a type that this node need not be able to run.
	 * @param <T> the interface
	 * @param contract an interface of the worker type
	 * @param typeName name of the worker type
	 * @return the type's workers
	 * @throws IllegalArgumentException if the contract is no interface
	 */
	<T> WorkerType<T> of(Class<T> contract, String typeName);

	/**
	 * The workers that have joined a group, of whatever types.
	 * @param <T> the interface
	 * @param contract an interface that all of them implement
	 * @param group name of the group
	 * @return the group, which need not have members
	 */
	<T> WorkerGroup<T> group(Class<T> contract, String group);

	/**
	 * The supervisor of the workers of a type: starts, stops and finds them.
	 * @param contract an interface of exactly one worker type of this node, one that
	 * carries {@link Distributed}, or the worker class
	 * @return the supervisor
	 * @throws IllegalArgumentException if no worker type, or more than one, is meant
	 */
	WorkerSupervisor supervisor(Class<?> contract);

	/**
	 * The supervisor of the workers of a type that this node need not be able to run.
	 * @param typeName name of the worker type
	 * @return the supervisor
	 */
	WorkerSupervisor supervisor(String typeName);

}
