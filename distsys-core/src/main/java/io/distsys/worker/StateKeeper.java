package io.distsys.worker;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/** Keeps the states of one slot under one grant, beyond the life of the instances. */
interface StateKeeper {

	/**
	 * Find what is kept elsewhere than on other nodes, which have been asked before.
	 * @return completes when it is there
	 */
	CompletionStage<Void> prepare();

	/**
	 * The slot begins with what has been found.
	 * @param told the nodes that may forget what they have once the backup has it
	 */
	void open(Set<NodeId> told);

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
	 * Keep that a worker runs, and what is known of its state.
	 * @param key the worker
	 * @return as {@link #save}
	 */
	CompletableFuture<Void> remember(String key);

	/**
	 * Have it be safe that a worker runs of which this is known already: after a change
	 * of owners the new one may be the only one to know.
	 * @param key the worker
	 * @return as {@link #save}
	 */
	default CompletableFuture<Void> confirm(String key) {
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * Keep that a worker has ended, and forget its state.
	 * @param key the worker
	 * @param again whether it is to run all the same, from the beginning
	 * @return as {@link #save}
	 */
	CompletableFuture<Void> forget(String key, boolean again);

	/**
	 * Whether a worker is to run.
	 * @param key the worker
	 * @return {@code true} if it has a state here, or is remembered
	 */
	boolean has(String key);

	/**
	 * The version of what was said last of whether a worker is to run.
	 * @param key the worker
	 * @return the version, or {@link StartedSlot#UNKNOWN} if words have none here
	 */
	default long version(String key) {
		return StartedSlot.UNKNOWN;
	}

	/**
	 * The version of what was said last of a worker if by that it is to run.
	 * @param key the worker
	 * @return the version, or {@link StartedSlot#UNKNOWN} if it is not to run, or words
	 * have none here
	 */
	default long runsSince(String key) {
		return StartedSlot.UNKNOWN;
	}

	/**
	 * The workers that have a state here or are remembered, and are to run.
	 * @return their keys
	 */
	List<String> keys();

	/**
	 * All workers have been stopped: let the next owner find what they have left.
	 * @param next the next owner, or {@literal null} if there is none
	 * @return completes when it is safe to give the slot up
	 */
	CompletionStage<Void> handOver(@Nullable NodeId next);

	/**
	 * The slot has to move, and replies have waited for too long for what they tell to be
	 * safe: these are told that it is not known to be.
	 */
	default void giveUpWaiting() {
	}

	/** See whether something has to be done because nodes have come or gone. */
	void check();

	/** The grant has ended: nothing is safe any more that has not been confirmed. */
	void close();

}
