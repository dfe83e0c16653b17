package io.distsys.worker;

/**
 * Is told of {@linkplain WorkerEvent events} of the workers of this node.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface WorkerEventListener {

	/**
	 * Take an event. Called on worker threads and must not block; what it throws is
	 * logged.
	 * @param event the event
	 */
	void onEvent(WorkerEvent event);

}
