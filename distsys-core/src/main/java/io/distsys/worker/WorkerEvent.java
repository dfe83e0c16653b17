package io.distsys.worker;

import java.time.Duration;

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
	 * A worker crashed and is made anew.
	 *
	 * @param type the worker type
	 * @param key the worker
	 * @param restart which restart of the window, from 1
	 * @param pause how long it waits before
	 * @param cause what it threw
	 */
	record WorkerRestarted(String type, String key, int restart, Duration pause,
			Throwable cause) implements WorkerEvent {

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
	 * The state of a worker could not be handed over: it starts afresh.
	 *
	 * @param type the worker type
	 * @param key the worker
	 * @param reason what went wrong
	 */
	record StateLost(String type, String key, String reason) implements WorkerEvent {

	}

}
