package io.distsys.worker;

/**
 * Implemented by a worker with {@link io.distsys.ownership.Guarantee#AVAILABLE} that has
 * a state: says what becomes of two states of one worker that have come about apart. The
 * network was cut and each side had a worker of its own; it has healed and one of the two
 * is kept, the same by every node's reckoning. The other one handles what it has begun,
 * its state is taken by {@link #snapshot()}, it is stopped ({@link OnStop}), and its
 * state is sent to the one that is kept.
 * <p>
 * There {@code merge} and then {@link #restore} are called on the running instance,
 * between two calls and on the worker's thread, once for each state that comes: usually
 * one for each heal, more if the network was cut into several parts, and also when a
 * state that was handed over comes late, by way of a third node. If {@code merge} throws,
 * the worker goes on as it was, and a {@link WorkerEvent.StateLost} tells of the state
 * that was not merged; what {@code restore} throws then restarts the worker.
 * <p>
 * If a node is lost just after it took a state, a second one may take the same state too.
 * So let it make no difference whether a state is merged once or twice: a join, as that
 * of a CRDT (Shapiro and others, "Conflict-free replicated data types", 2011).
 *
 * @param <S> the state; the codec must be able to encode it
 * @since 0.1
 */
public interface Mergeable<S> extends HandOver<S> {

	/**
	 * Make one state of two. Must not change either of them.
	 * @param mine what {@link #snapshot()} has just returned here
	 * @param theirs what it returned on the other node
	 * @return the state to go on with, which {@link #restore} is given
	 */
	S merge(S mine, S theirs);

	/**
	 * Take over a state: on a new instance before {@link OnStart}, or after
	 * {@link #merge} on a running one, whose state it replaces.
	 * @param state the state
	 */
	@Override
	void restore(S state);

}
