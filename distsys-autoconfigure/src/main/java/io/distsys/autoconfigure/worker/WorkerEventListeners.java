package io.distsys.autoconfigure.worker;

import java.util.List;
import java.util.function.Supplier;

import io.distsys.worker.WorkerEvent;
import io.distsys.worker.WorkerEventListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.function.SingletonSupplier;

/**
 * Tells the beans that listen to workers, in their order. One that fails keeps no other
 * one from being told. They are looked for with the first event: some of them stand on
 * the workers.
 */
final class WorkerEventListeners implements WorkerEventListener {

	private static final Logger logger = LoggerFactory.getLogger(WorkerEventListeners.class);

	private final SingletonSupplier<List<WorkerEventListener>> listeners;

	WorkerEventListeners(Supplier<List<WorkerEventListener>> listeners) {
		this.listeners = SingletonSupplier.of(listeners);
	}

	@Override
	public void onEvent(WorkerEvent event) {
		for (WorkerEventListener listener : this.listeners.obtain()) {
			try {
				listener.onEvent(event);
			}
			catch (Throwable ex) {
				logger.error("A listener of worker events failed listener={} event={}", listener.getClass().getName(),
						event, ex);
			}
		}
	}

}
