package io.distsys.worker;

import java.time.Duration;
import java.util.Optional;

import io.distsys.cluster.NodeId;

/**
 * The workers of one type, called through one interface, or through their class.
 *
 * @param <T> the interface or class
 * @since 0.1
 */
public interface WorkerType<T> {

	/**
	 * Name of the worker type.
	 * @return the name
	 */
	String name();

	/**
	 * A proxy of the worker with this key, wherever it lives; it is started by the first
	 * call. Cheap, and may be kept: it follows the worker.
	 * <p>
	 * <b>Order:</b> calls that one node makes to one worker run in the order in which
	 * they were made, also over a move. <b>Blocking:</b> a call blocks until the answer
	 * or the timeout; a method that returns a
	 * {@link java.util.concurrent.CompletionStage} returns at once, and so does one that
	 * casts. A thread that blocks may be the one that runs the worker, where that is idle
	 * and on the same node and the method has shown to be short: it then comes back when
	 * the method does. <b>Failure:</b> what the worker throws is thrown here;
	 * {@link io.distsys.messaging.CallException} says whether a call that got no answer
	 * may have run, and a call during a move waits for the next owner until its timeout.
	 * A call runs at most once.
	 * <p>
	 * <b>Object:</b> a proxy is equal to itself only, and its text says which worker it
	 * refers to. It cannot travel: send the key. <b>Of a class</b> it has empty fields;
	 * its methods that are not for callers throw {@link UnsupportedOperationException}.
	 * @param key the key, not empty
	 * @return the proxy
	 */
	T get(String key);

	/**
	 * The same workers, called with another timeout.
	 * @param timeout how long a call may take, waiting and moves included
	 * @return the workers
	 */
	WorkerType<T> withTimeout(Duration timeout);

	/**
	 * The node that owns the slot of a key, as this node knows it.
	 * @param key the key
	 * @return the node, or empty while nobody owns the slot
	 */
	Optional<NodeId> whereIs(String key);

}
