package io.distsys.singleton;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

import io.distsys.cluster.Cluster;
import io.distsys.messaging.Codec;
import io.distsys.messaging.Messenger;
import io.distsys.ownership.Fence;
import io.distsys.ownership.Ownerships;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;

/**
 * The singletons of this node.
 * <p>
 * Methods may be called from any thread and do not block, except {@link #runFenced},
 * which runs what it is given.
 *
 * @since 0.1
 */
public final class ClusterSingletons implements AutoCloseable {

	/** The kind of the resources that stand for singletons. */
	public static final String KIND = "singleton";

	/**
	 * Create it and take singletons from now on: before {@link Ownerships#start()}.
	 * @param ownerships this node's side of the table
	 * @param messenger carries the calls
	 * @param cluster names the nodes
	 * @param codec encodes arguments and results
	 * @param loop the core's event loop
	 * @param userExecutor runs user code; it needs a thread for each call that runs
	 * @param mustNotBlock whether the calling thread is one that must not be blocked
	 * @param settings the times
	 */
	public ClusterSingletons(Ownerships ownerships, Messenger messenger, Cluster cluster, Codec codec, EventLoop loop,
			Executor userExecutor, BooleanSupplier mustNotBlock, SingletonSettings settings) {
	}

	/**
	 * Offer to be the one on which the singleton is active.
	 * @param definition the singleton
	 * @return takes the offer back when closed: if it is active here it moves elsewhere
	 * @throws IllegalStateException if there is one of that name on this node
	 */
	public Subscription register(SingletonDefinition definition) {
		throw new UnsupportedOperationException();
	}

	/**
	 * The fence of a singleton that is active here.
	 * @param name its name
	 * @return the fence, or empty if it is not active here
	 */
	public Optional<Fence> fenceOf(String name) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Run a task, on the calling thread, if the singleton is active here. A hand-over
	 * waits for its end; if the singleton is lost the thread is interrupted.
	 * @param name the singleton
	 * @param task the task; what it throws is thrown
	 * @return whether it ran
	 */
	public boolean runFenced(String name, Runnable task) {
		throw new UnsupportedOperationException();
	}

	/**
	 * A proxy of a singleton, wherever it is active; its calls take at most
	 * {@link SingletonSettings#callTimeout()}.
	 * @param <T> the interface
	 * @param name the singleton
	 * @param type one of its interfaces
	 * @return the proxy, see {@link io.distsys.rpc.RemoteProxies} for what its methods do
	 */
	public <T> T proxy(String name, Class<T> type) {
		throw new UnsupportedOperationException();
	}

	/**
	 * A proxy of a singleton, wherever it is active.
	 * @param <T> the interface
	 * @param name the singleton
	 * @param type one of its interfaces
	 * @param timeout how long a call may take, routing included
	 * @return the proxy, see {@link io.distsys.rpc.RemoteProxies} for what its methods do
	 */
	public <T> T proxy(String name, Class<T> type, Duration timeout) {
		throw new UnsupportedOperationException();
	}

	/**
	 * What is known of every singleton that is registered here or owned anywhere.
	 * @return the status of each, sorted by name
	 */
	public List<SingletonStatus> status() {
		throw new UnsupportedOperationException();
	}

	/** Take no more calls. What is owned stays so until the ownerships are stopped. */
	@Override
	public void close() {
	}

}
