package io.distsys.worker;

/**
 * Implemented by a worker whose state moves with it when its slot moves in order: a node
 * joins, is drained, or stops. It does not help against a crash.
 *
 * @param <S> what is sent to the next owner; the codec must be able to encode it
 * @since 0.1
 */
public interface HandOver<S> {

	/**
	 * Copy the state. Called after the last message and before {@link OnStop}.
	 * @return the state
	 */
	S snapshot();

	/**
	 * Take over the state. Called on a new instance, before {@link OnStart}.
	 * @param state what {@link #snapshot()} returned on the former owner
	 */
	void restore(S state);

}
