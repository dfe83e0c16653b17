package io.distsys.registry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.distsys.time.Subscription;

/** Tells the listeners of a registry, each for itself. */
final class RegistryListeners {

	private final Executor userExecutor;

	private final List<RegistryListener> listeners = new CopyOnWriteArrayList<>();

	RegistryListeners(Executor userExecutor) {
		this.userExecutor = userExecutor;
	}

	void publish(RegistryEvent event) {
		this.listeners.forEach((listener) -> listener.tell(event));
	}

	Subscription subscribe(Consumer<? super RegistryEvent> listener) {
		RegistryListener own = new RegistryListener(listener, this.userExecutor);
		this.listeners.add(own);
		return () -> {
			this.listeners.remove(own);
			own.close();
		};
	}

	void close() {
		this.listeners.forEach(RegistryListener::close);
		this.listeners.clear();
	}

}
