package io.distsys.registry;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener, told on a thread for user code, one event after another. While it is busy
 * what happens to a name becomes one change, so that nothing is dropped, and nobody else
 * waits for it.
 */
final class RegistryListener {

	private static final Logger logger = LoggerFactory.getLogger(RegistryListener.class);

	private final Consumer<? super RegistryEvent> listener;

	private final Executor executor;

	private final UntoldEvents untold = new UntoldEvents();

	private boolean scheduled;

	private boolean closed;

	RegistryListener(Consumer<? super RegistryEvent> listener, Executor executor) {
		this.listener = listener;
		this.executor = executor;
	}

	/** Never blocks, and never throws. */
	void tell(RegistryEvent event) {
		synchronized (this) {
			if (this.closed) {
				return;
			}
			this.untold.add(event);
			if (this.scheduled) {
				return;
			}
			this.scheduled = true;
		}
		drainLater();
	}

	private void drainLater() {
		try {
			this.executor.execute(this::drain);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("A listener of the registry is told no more, the threads for user code have ended", ex);
			close();
		}
		catch (Error ex) {
			// No thread could be started: the next event asks for one again.
			logger.error("A listener of the registry waits for a thread", ex);
			pause();
		}
	}

	/** What comes meanwhile is left to another turn: others want the thread, too. */
	private void drain() {
		take().forEach(this::accept);
		if (hasMore()) {
			drainLater();
		}
	}

	private void accept(RegistryEvent event) {
		if (isClosed()) {
			return;
		}
		try {
			this.listener.accept(event);
		}
		catch (Throwable ex) {
			logger.error("A listener of the registry failed event={}", event, ex);
		}
	}

	private synchronized List<RegistryEvent> take() {
		return this.untold.take();
	}

	private synchronized boolean hasMore() {
		this.scheduled = !this.untold.isEmpty();
		return this.scheduled;
	}

	private synchronized void pause() {
		this.scheduled = false;
	}

	private synchronized boolean isClosed() {
		return this.closed;
	}

	/** Tell it nothing more. */
	synchronized void close() {
		this.closed = true;
		this.untold.take();
	}

}
