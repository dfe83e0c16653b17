package io.distsys.worker;

import java.util.List;

import io.distsys.ownership.FencingToken;
import org.jspecify.annotations.Nullable;

/**
 * Keeps workers outside of the cluster, in a database say: which of them are to run, and
 * the states that {@link WorkerState} marks. With a store they outlive a restart of the
 * whole cluster, and the loss of more than one node at a time; without one nothing does.
 * <p>
 * <b>When:</b> a slot is opened before its first message runs. What a call has left is
 * saved before its reply leaves, besides being copied to the backup; a start and a stop
 * before they are answered. What the cluster itself still knows is newer, and is not
 * replaced by what the store has.
 * <p>
 * <b>Fencing:</b> every call carries the token of the slot's grant. The store must
 * remember for each slot the largest token that it was opened with, and refuse what comes
 * with a smaller one: a node that hangs in the middle of a save may have lost its slot
 * when it goes on. Tokens only grow, also over restarts of the whole cluster.
 * <p>
 * <b>Threads:</b> the methods run on threads that do nothing else and may block; never
 * two at once for one slot under one grant, in the order of the changes. A call that
 * hangs holds up its slot, and takes a thread. <b>Failure:</b> what they throw is logged,
 * and the call is repeated until it succeeds or the slot is lost; replies wait within the
 * timeouts of their callers. So a save may come again and must be idempotent.
 *
 * @since 0.1
 */
public interface WorkerStore {

	/**
	 * Whether workers of a type are kept here. Types that are {@link Restart#TEMPORARY}
	 * and mark no state are not asked for.
	 * @param type name of the worker type
	 * @return {@code true} unless overridden; always the same for a type
	 */
	default boolean keeps(String type) {
		return true;
	}

	/**
	 * A slot has a new owner: take nothing under a smaller token from now on, and say
	 * what is kept.
	 * @param slot the slot
	 * @param token the token of the grant
	 * @return the workers that are to run
	 * @throws OutdatedTokenException if it was opened under a larger token
	 * @throws Exception if it cannot be said now
	 */
	List<Kept> open(Slot slot, FencingToken token) throws Exception;

	/**
	 * Keep changes: all of them or, with an exception, none.
	 * @param slot the slot
	 * @param token the token of the grant
	 * @param changes at most one of each worker
	 * @throws OutdatedTokenException if the slot was opened under a larger token: nothing
	 * may be kept then
	 * @throws Exception if it cannot be done now
	 */
	void save(Slot slot, FencingToken token, List<Change> changes) throws Exception;

	/**
	 * A slot of a worker type. Which keys belong to it never changes.
	 *
	 * @param type name of the worker type
	 * @param index the slot
	 */
	record Slot(String type, int index) {

	}

	/** What has become of a worker. */
	sealed interface Change {

		/**
		 * The worker.
		 * @return its key
		 */
		String key();

	}

	/**
	 * A worker is to run.
	 *
	 * @param key the worker
	 * @param state its state as the codec has encoded it, {@literal null} if it has none;
	 * must not be changed
	 */
	record Kept(String key, byte @Nullable [] state) implements Change {

	}

	/**
	 * A worker was stopped: it is to be forgotten, with its state.
	 *
	 * @param key the worker
	 */
	record Ended(String key) implements Change {

	}

	/** The slot was opened under a larger token: whoever saves has lost it. */
	class OutdatedTokenException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		/**
		 * Create the exception.
		 * @param message which slot, and both tokens
		 */
		public OutdatedTokenException(String message) {
			super(message);
		}

	}

}
