package io.distsys.worker;

/**
 * Implemented by a worker whose state moves with it when its slot moves in order: a node
 * joins, is drained, or stops. It does not help against a crash, unless the class is
 * marked by {@link WorkerState} too: then the state is taken after each call.
 *
 * @param <S> what is sent to the next owner; the codec must be able to encode it
 * @since 0.1
 */
public interface HandOver<S> {

	/**
	 * Copy the state. Called after the last message and before {@link OnStop}; with
	 * {@link WorkerState} after each call.
	 * @return the state
	 */
	S snapshot();

	/**
	 * Take over the state. Called on a new instance, before {@link OnStart}.
	 * @param state what {@link #snapshot()} returned last
	 */
	void restore(S state);

}
