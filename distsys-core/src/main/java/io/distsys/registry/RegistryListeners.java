package io.distsys.registry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.distsys.time.SerialExecutor;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listeners of a registry, one event after another, on threads for user code.
 */
final class RegistryListeners {

	private static final Logger logger = LoggerFactory.getLogger(RegistryListeners.class);

	/** Events that wait for slow listeners; what comes beyond is dropped. */
	static final int MAX_WAITING = 10_000;

	private final SerialExecutor executor;

	private final List<Consumer<? super RegistryEvent>> listeners = new CopyOnWriteArrayList<>();

	RegistryListeners(Executor userExecutor) {
		this.executor = new SerialExecutor(userExecutor, MAX_WAITING);
	}

	void publish(RegistryEvent event) {
		if (!this.listeners.isEmpty()) {
			List<Consumer<? super RegistryEvent>> told = List.copyOf(this.listeners);
			try {
				this.executor.execute(() -> told.forEach((listener) -> tell(listener, event)));
			}
			catch (RejectedExecutionException ex) {
				onDropped(event, ex);
			}
		}
	}

	/** A warning for the first and for each thousandth. */
	private void onDropped(RegistryEvent event, RejectedExecutionException reason) {
		long dropped = this.executor.rejected();
		if (dropped % 1000 == 1) {
			logger.warn("Dropped an event of the registry, are its listeners slow? event={} droppedSoFar={}"
					+ " reason=\"{}\"", event, dropped, reason.getMessage());
		}
	}

	private void tell(Consumer<? super RegistryEvent> listener, RegistryEvent event) {
		try {
			listener.accept(event);
		}
		catch (RuntimeException ex) {
			logger.error("A listener of the registry failed event={}", event, ex);
		}
	}

	Subscription subscribe(Consumer<? super RegistryEvent> listener) {
		Consumer<RegistryEvent> own = listener::accept;
		this.listeners.add(own);
		return () -> this.listeners.remove(own);
	}

	void close() {
		this.listeners.clear();
	}

}
