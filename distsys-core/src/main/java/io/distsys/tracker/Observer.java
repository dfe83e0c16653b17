package io.distsys.tracker;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener to some of the keys, told on an executor of its own choice. While it is
 * busy changes of the same entry become one, so that what waits for it is bounded and
 * nothing is dropped.
 */
final class Observer {

	private static final Logger logger = LoggerFactory.getLogger(Observer.class);

	private final Predicate<String> keys;

	private final Consumer<? super List<TrackedChange>> listener;

	private final Executor executor;

	private final PendingChanges pending = new PendingChanges();

	private boolean scheduled;

	private boolean closed;

	Observer(Predicate<String> keys, Consumer<? super List<TrackedChange>> listener, Executor executor) {
		this.keys = keys;
		this.listener = listener;
		this.executor = executor;
	}

	void tell(List<TrackedChange> changes) {
		List<TrackedChange> ours = changes.stream().filter((change) -> this.keys.test(change.entry().key())).toList();
		synchronized (this) {
			this.pending.addAll(ours);
			if (this.scheduled || ours.isEmpty()) {
				return;
			}
			this.scheduled = true;
		}
		try {
			this.executor.execute(this::drain);
		}
		catch (RuntimeException | Error ex) {
			// No thread could be started, say: the next change asks for one again.
			logger.warn("A listener cannot be told for now, its executor takes nothing", ex);
			synchronized (this) {
				this.scheduled = false;
			}
		}
	}

	private void drain() {
		for (List<TrackedChange> changes = next(); !changes.isEmpty(); changes = next()) {
			try {
				this.listener.accept(changes);
			}
			catch (Throwable ex) {
				logger.error("A listener to changes failed", ex);
			}
		}
	}

	private synchronized List<TrackedChange> next() {
		List<TrackedChange> changes = this.closed ? List.of() : this.pending.take();
		this.scheduled = !changes.isEmpty();
		return changes;
	}

	synchronized void close() {
		this.closed = true;
		this.pending.take();
	}

}
