package io.distsys.worker;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/** Keeps the states of one slot under one grant, beyond the life of the instances. */
interface StateKeeper {

	/**
	 * Find the newest state of a worker, before its instance is made.
	 * @param key the worker
	 * @return completes with the state, {@literal null} if there is none
	 */
	CompletionStage<@Nullable Object> load(String key);

	/**
	 * Keep a state. Those of one worker are kept in the order of the calls; one that has
	 * been followed by another before it was sent may be left out. Does not block.
	 * @param key the worker
	 * @param state the state
	 * @param encoded its bytes
	 * @return completes once it, or a newer one of the worker, is safe; exceptionally if
	 * that is not known
	 */
	CompletableFuture<Void> save(String key, Object state, byte[] encoded);

	/**
	 * The workers that have a state here and are to run.
	 * @return their keys
	 */
	List<String> keys();

	/**
	 * All workers have been stopped: let the next owner find what they have left.
	 * @param next the next owner, or {@literal null} if there is none
	 * @return completes when it is safe to give the slot up
	 */
	CompletionStage<Void> handOver(@Nullable NodeId next);

	/** See whether something has to be done because nodes have come or gone. */
	void check();

	/** The grant has ended: nothing is safe any more that has not been confirmed. */
	void close();

}
