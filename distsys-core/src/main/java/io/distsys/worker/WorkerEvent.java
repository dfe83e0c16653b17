package io.distsys.worker;

import java.time.Duration;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a worker of this node and that somebody may want to look at.
 *
 * @since 0.1
 */
public sealed interface WorkerEvent {

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
	 * A worker is made anew on its node. Not told of the crash of one that only a call
	 * makes anew, because it is {@link Restart#TEMPORARY}.
	 *
	 * @param type the worker type
	 * @param key the worker
	 * @param restart which restart of the window, from 1; 0 if it is not counted, because
	 * somebody else is the reason
	 * @param pause how long it waits before
	 * @param reason why
	 * @param cause what it, or the member of its group that has crashed, threw;
	 * {@literal null} if nobody crashed
	 */
	record WorkerRestarted(String type, String key, int restart, Duration pause, RestartReason reason,
			@Nullable Throwable cause) implements WorkerEvent {

	}

	/**
	 * A worker crashed too often, or ended itself too often though it is
	 * {@link Restart#PERMANENT}, and was given up for the rest of the window.
	 *
	 * @param type the worker type
	 * @param key the worker
	 * @param restarts how many restarts it had
	 * @param cause what it threw last, or what says that it has ended itself
	 */
	record WorkerGivenUp(String type, String key, int restarts, Throwable cause) implements WorkerEvent {

	}

	/**
	 * The workers of a group that have one key were made anew too often, and were given
	 * up for the rest of the group's window.
	 *
	 * @param type name of the group
	 * @param key the workers
	 * @param restarts how often they were made anew
	 * @param cause what one of them threw last
	 */
	record GroupGivenUp(String type, String key, int restarts, Throwable cause) implements WorkerEvent {

	}

	/**
	 * A message was given up, and nobody will try it again: the worker crashed by it, or
	 * it was a cast that nobody would hear of. Told on the node of the worker if that had
	 * taken it. A {@link Cast} that no worker has taken, or of which nobody knows whether
	 * one has, is told on the node that has made it: its cause is a
	 * {@link io.distsys.messaging.CallException}, which says whether it may have run.
	 *
	 * @param type the worker type
	 * @param key the worker
	 * @param method what was called
	 * @param sender the node of the caller
	 * @param cause why
	 */
	record DeadLetter(String type, String key, String method, NodeId sender, Throwable cause) implements WorkerEvent {

	}

	/**
	 * A worker that was started, or has a state that outlives its node, runs on this node
	 * now and was not handed over: the node that had it is gone, or has lost its lease. A
	 * {@link WorkerStore} has all workers taken over when the whole cluster was
	 * restarted. Not told of {@link Restart#TEMPORARY} types.
	 *
	 * @param type the worker type
	 * @param key the worker
	 */
	record WorkerTakenOver(String type, String key) implements WorkerEvent {

	}

	/**
	 * A worker of this node is about to be stopped, because the network was cut, has
	 * healed, and the one of another node is kept. Told before {@link OnStop}; then its
	 * state goes there, if it is {@link Mergeable}. Of
	 * {@link io.distsys.ownership.Guarantee#AVAILABLE available} types.
	 *
	 * @param type the worker type
	 * @param key the worker
	 * @param kept the node whose worker goes on
	 */
	record WorkerConceded(String type, String key, NodeId kept) implements WorkerEvent {

	}

	/**
	 * A worker of this node was given the state of another node's worker of its key, and
	 * has merged it with its own.
	 *
	 * @param type the worker type
	 * @param key the worker
	 * @param from the node of the other one
	 */
	record StateMerged(String type, String key, NodeId from) implements WorkerEvent {

	}

	/**
	 * The state of a worker could not be handed over, or not be merged: it starts afresh,
	 * or goes on as it was.
	 *
	 * @param type the worker type
	 * @param key the worker
	 * @param reason what went wrong
	 */
	record StateLost(String type, String key, String reason) implements WorkerEvent {

	}

}
