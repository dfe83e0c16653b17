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
	 * A worker is made anew on its node.
	 *
	 * @param type the worker type
	 * @param key the worker
	 * @param restart which restart of the window, from 1; 0 if it is not counted, because
	 * the worker did not crash
	 * @param pause how long it waits before
	 * @param reason why
	 * @param cause what it, or the member of its group that has crashed, threw;
	 * {@literal null} if nobody crashed
	 */
	record WorkerRestarted(String type, String key, int restart, Duration pause, RestartReason reason,
			@Nullable Throwable cause) implements WorkerEvent {

	}

	/**
	 * A worker crashed too often and was given up for the rest of the window.
	 *
	 * @param type the worker type
	 * @param key the worker
	 * @param restarts how many restarts it had
	 * @param cause what it threw last
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
	 * it was a cast that nobody would hear of.
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
	 * The state of a worker could not be handed over: it starts afresh.
	 *
	 * @param type the worker type
	 * @param key the worker
	 * @param reason what went wrong
	 */
	record StateLost(String type, String key, String reason) implements WorkerEvent {

	}

}
