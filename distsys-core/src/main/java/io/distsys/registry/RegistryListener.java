package io.distsys.registry;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.distsys.time.SerialExecutor;
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

	/** At most one turn waits while another one is under way. */
	private final SerialExecutor turns;

	private final UntoldEvents untold = new UntoldEvents();

	private boolean waiting;

	private boolean closed;

	RegistryListener(Consumer<? super RegistryEvent> listener, Executor executor) {
		this.listener = listener;
		this.turns = new SerialExecutor(executor, 1);
	}

	/** Never blocks, and never throws. */
	void tell(RegistryEvent event) {
		synchronized (this) {
			if (this.closed) {
				return;
			}
			this.untold.add(event);
			if (this.waiting) {
				return;
			}
			this.waiting = true;
		}
		tellLater();
	}

	private void tellLater() {
		try {
			this.turns.execute(this::tellAll);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("A listener of the registry is told no more, the threads for user code have ended", ex);
			close();
		}
		catch (RuntimeException | Error ex) {
			// No thread could be started, say: the next event asks for one again.
			logger.error("A listener of the registry waits for a thread", ex);
			pause();
		}
	}

	/** What comes meanwhile is left to another turn: others want the thread, too. */
	private void tellAll() {
		take().forEach(this::accept);
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
		this.waiting = false;
		return this.untold.take();
	}

	private synchronized void pause() {
		this.waiting = false;
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
