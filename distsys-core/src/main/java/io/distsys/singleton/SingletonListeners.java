package io.distsys.singleton;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is told of singletons; one that fails does not keep the others from hearing. */
final class SingletonListeners implements Consumer<SingletonEvent> {

	private static final Logger logger = LoggerFactory.getLogger(SingletonListeners.class);

	private final List<Consumer<SingletonEvent>> listeners = new CopyOnWriteArrayList<>();

	Subscription add(Consumer<? super SingletonEvent> listener) {
		Consumer<SingletonEvent> own = listener::accept;
		this.listeners.add(own);
		return () -> this.listeners.remove(own);
	}

	@Override
	public void accept(SingletonEvent event) {
		for (Consumer<SingletonEvent> listener : this.listeners) {
			try {
				listener.accept(event);
			}
			catch (RuntimeException ex) {
				logger.error("A listener of singletons failed event={}", event, ex);
			}
		}
	}

}
