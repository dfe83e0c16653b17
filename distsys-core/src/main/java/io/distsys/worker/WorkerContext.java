package io.distsys.worker;

import java.time.Duration;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.time.Subscription;

/**
 * What a worker knows of itself, and what it may ask for itself. A worker class takes it
 * as a constructor parameter; it belongs to the instance it was made for.
 * <p>
 * <b>Own messages:</b> what {@link #execute}, {@link #after} and {@link #every} are given
 * runs on the worker's thread like a call: never at the same time as one, and with
 * {@link WorkerState} its changes are kept. What it throws restarts the worker. It is
 * lost with the instance: by a restart, a move, a stop. Set timers in {@link OnStart}.
 *
 * @since 0.1
 */
public interface WorkerContext {

	/**
	 * The worker type.
	 * @return its name
	 */
	String type();

	/**
	 * The worker.
	 * @return its key
	 */
	String key();

	/**
	 * The slot of the key.
	 * @return its index
	 */
	int slot();

	/**
	 * The node that it runs on.
	 * @return this node
	 */
	NodeId self();

	/**
	 * Says whether the worker may still act.
	 * @return open as long as this node owns the slot
	 */
	Fence fence();

	/**
	 * The token of the slot's grant, for stores outside of the cluster.
	 * @return the token
	 */
	default FencingToken token() {
		return fence().token();
	}

	/**
	 * Have the worker run something after the messages that wait now. May be called from
	 * any thread.
	 * @param task runs on the worker
	 * @return {@code false} if it will not run, because the instance has gone, its slot
	 * moves, or its mailbox is full
	 */
	boolean execute(Runnable task);

	/**
	 * Have the worker run something later, once.
	 * @param delay how much later; zero for as soon as there is nothing before it
	 * @param task runs on the worker
	 * @return prevents the run when closed before it
	 * @throws IllegalArgumentException if the delay is negative
	 * @throws IllegalStateException if it has too many timers: as many as its mailbox may
	 * hold
	 */
	Subscription after(Duration delay, Runnable task);

	/**
	 * Have the worker run something again and again.
	 * @param period the time from the end of one run to the beginning of the next, and
	 * before the first; positive, and longer if calls wait
	 * @param task runs on the worker
	 * @return ends the repetition when closed
	 * @throws IllegalArgumentException if the period is not positive
	 * @throws IllegalStateException if it has too many timers
	 */
	Subscription every(Duration period, Runnable task);

	/**
	 * Join a group, in which others find this worker by
	 * {@link Workers#group(Class, String)}. Joining again changes nothing. The membership
	 * ends with the instance: join in {@link OnStart}. As with a timer, a member is not
	 * put aside when it is idle.
	 * @param group the group
	 * @return leaves the group when closed
	 * @throws IllegalStateException if this node leaves the cluster, or has as many
	 * members as it may have
	 */
	Subscription join(String group);

	/**
	 * A proxy of this worker, to be given to others. Calling it from the worker and
	 * waiting for the answer ends in a timeout.
	 * @param <T> the interface or class
	 * @param contract an interface of the worker, or its class if it implements none
	 * @return as {@link WorkerType#get}
	 */
	<T> T reference(Class<T> contract);

	/**
	 * End after the message that runs now: {@link OnStop}, then what was kept of the
	 * worker is forgotten. What waits behind, or is called later, begins anew. A
	 * {@link Restart#PERMANENT} worker is started again, within its budget of restarts.
	 */
	void stop();

}
