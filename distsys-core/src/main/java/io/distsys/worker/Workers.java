package io.distsys.worker;

/**
 * The way to the workers of the cluster, from any node.
 *
 * @since 0.1
 */
public interface Workers {

	/**
	 * The workers that are called through an interface, or through their class if it
	 * implements none.
	 * @param <T> the interface or class
	 * @param contract an interface of exactly one worker type of this node, the class of
	 * one that has no interface, or one of both that carries {@link Distributed}
	 * @return the type's workers
	 * @throws IllegalArgumentException if no worker type, or more than one, is meant, it
	 * is not called through what is given, or a {@link Cast} or
	 * {@link io.distsys.rpc.CallTimeout} stands there where it cannot work
	 */
	<T> WorkerType<T> of(Class<T> contract);

	/**
	 * The workers of a type that this node need not be able to run.
	 * @param <T> the interface or class
	 * @param contract an interface of the worker type, or its class or a superclass of
	 * that if it implements none
	 * @param typeName name of the worker type
	 * @return the type's workers
	 * @throws IllegalArgumentException if the contract is a class through which nothing
	 * can be called, or a {@link Cast} or {@link io.distsys.rpc.CallTimeout} stands where
	 * it cannot work; the message says why
	 */
	<T> WorkerType<T> of(Class<T> contract, String typeName);

	/**
	 * The workers that have joined a group, of whatever types.
	 * @param <T> the interface or class
	 * @param contract an interface that all of them implement, or a class without one
	 * that all of them are of
	 * @param group name of the group
	 * @return the group, which need not have members
	 * @throws IllegalArgumentException if the contract is a class through which nothing
	 * can be called
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
