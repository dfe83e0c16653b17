package io.distsys.worker;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Starts, stops and finds the workers of one type, wherever in the cluster they live.
 * <p>
 * A worker that was started is remembered: its node and one more know of it before the
 * start is answered, so that it runs again, without being called, after the loss of
 * either, after a move, and over a rolling update; unless its type is
 * {@link Restart#TEMPORARY}. A stop that was answered is remembered in the same way.
 * After a restart of the whole cluster nothing is remembered, unless there is a
 * {@link WorkerStore}.
 * <p>
 * <b>Never hangs:</b> every stage completes within the timeout, with one of the results
 * and never exceptionally, on a thread of the library which dependents must not block;
 * that of {@link #startAll} when each of its starts has completed within its own.
 * <b>Order:</b> requests wait in the worker's mailbox behind the calls that were made
 * before.
 *
 * @since 0.1
 */
public interface WorkerSupervisor {

	/**
	 * The worker type.
	 * @return its name
	 */
	String type();

	/**
	 * The same supervisor with another timeout.
	 * @param timeout how long a request may take, waiting for an owner included
	 * @return the supervisor
	 */
	WorkerSupervisor withTimeout(Duration timeout);

	/**
	 * Start a worker, or have one remembered that runs already. Safe to repeat.
	 * @param key the worker
	 * @return completes with what became of it
	 */
	CompletionStage<StartResult> startAsync(String key);

	/**
	 * Start many workers, 256 at a time. Each start has the timeout for itself, from the
	 * moment at which its turn has come: a hundred thousand of which none finds an owner
	 * take 400 timeouts.
	 * @param keys the workers
	 * @return completes with what became of each, when the last one is answered
	 * @throws IllegalArgumentException if a key is empty; then none is started
	 */
	CompletionStage<Map<String, StartResult>> startAll(Collection<String> keys);

	/**
	 * Stop a worker and forget it, with its state. A call made later begins a new one.
	 * @param key the worker
	 * @return completes with what became of it
	 */
	CompletionStage<StopResult> stopAsync(String key);

	/**
	 * Stop a worker and make it anew, with the state that is kept of it.
	 * @param key the worker
	 * @return completes with what became of it
	 */
	CompletionStage<RestartResult> restartAsync(String key);

	/**
	 * Ask the owner of a worker's slot for it.
	 * @param key the worker
	 * @return completes with where it is
	 */
	CompletionStage<WorkerLocation> whereIs(String key);

	/**
	 * Ask all nodes for the workers that run. Those that are
	 * {@linkplain WorkerLocation.Asleep asleep} are remembered and not among them.
	 * @return completes with those of the nodes that have answered
	 */
	CompletionStage<WorkerListing> list();

	/**
	 * Ask all nodes how many workers run, those that are asleep not counted.
	 * @return completes with the counts of the nodes that have answered
	 */
	CompletionStage<WorkerCount> count();

	/**
	 * As {@link #startAsync}, and wait.
	 * @param key the worker
	 * @return what became of it
	 * @throws IllegalStateException on the thread of the core
	 */
	StartResult start(String key);

	/**
	 * As {@link #stopAsync}, and wait.
	 * @param key the worker
	 * @return what became of it
	 * @throws IllegalStateException on the thread of the core
	 */
	StopResult stop(String key);

	/**
	 * As {@link #restartAsync}, and wait.
	 * @param key the worker
	 * @return what became of it
	 * @throws IllegalStateException on the thread of the core
	 */
	RestartResult restart(String key);

}
