package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

import io.distsys.messaging.Codec;
import io.distsys.messaging.Messenger;
import io.distsys.ownership.Ownerships;
import io.distsys.time.EventLoop;

/**
 * The workers of this node, and its way to those of the others.
 * <p>
 * {@link #define} the types, {@link #start()}, then start the {@link Ownerships}. To
 * leave in order, {@linkplain Ownerships#drain drain} them before {@link #close()}.
 *
 * @since 0.1
 */
public final class WorkerNode implements Workers, AutoCloseable {

	public WorkerNode(Seams seams, WorkerSettings settings, WorkerEventListener listener) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> WorkerType<T> of(Class<T> contract) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> WorkerType<T> of(Class<T> contract, String typeName) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Make a worker type known that this node runs from {@link #start()} on, or at once.
	 * @param definition the type
	 * @throws IllegalStateException if the name is taken, or the cluster knows the type
	 * with another number of slots
	 */
	public void define(WorkerTypeDefinition definition) {
		throw new UnsupportedOperationException();
	}

	/** Install the tenant, answer messages, and offer to own slots. */
	public void start() {
		throw new UnsupportedOperationException();
	}

	/**
	 * What this node runs of each type.
	 * @return one element a type
	 */
	public List<WorkerStatistics> statistics() {
		throw new UnsupportedOperationException();
	}

	/**
	 * The workers of a type that live on this node now.
	 * @param type name of the worker type
	 * @return their keys, sorted
	 */
	public List<String> list(String type) {
		throw new UnsupportedOperationException();
	}

	/** Answer no more messages. What still runs is stopped as if its slot was lost. */
	@Override
	public void close() {
		throw new UnsupportedOperationException();
	}

	/**
	 * What the workers of a node stand on.
	 *
	 * @param messenger carries calls and states
	 * @param codec encodes arguments, results and states
	 * @param ownerships says which slots this node owns
	 * @param loop the core's event loop, for timers
	 * @param executor runs workers: {@link WorkerThreads}
	 * @param random for jitter; thread-safe
	 */
	public record Seams(Messenger messenger, Codec codec, Ownerships ownerships, EventLoop loop, Executor executor,
			RandomGenerator random) {

	}

}
