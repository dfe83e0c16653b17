package io.distsys.messaging;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the sender of a lane look at a queue: once, however many want it to before it does.
 * Thread-safe.
 */
final class LaneSender {

	private static final Logger logger = LoggerFactory.getLogger(LaneSender.class);

	private final Transport transport;

	private final Lane lane;

	private final Runnable look;

	private final AtomicBoolean called = new AtomicBoolean();

	/**
	 * @param look sends what waits
	 */
	LaneSender(Transport transport, Lane lane, Runnable look) {
		this.transport = transport;
		this.lane = lane;
		this.look = look;
	}

	/**
	 * Have it look after this, unless it is about to. An error of its executor's is
	 * thrown, and the next call tries again.
	 * @return {@code false} if there is no sender any more
	 */
	boolean call() {
		if (!this.called.compareAndSet(false, true)) {
			return true;
		}
		boolean comes = false;
		try {
			this.transport.sender(this.lane).execute(this::look);
			comes = true;
		}
		catch (RejectedExecutionException ex) {
			logger.trace("There is no sender lane={}", this.lane, ex);
		}
		finally {
			if (!comes) {
				this.called.set(false);
			}
		}
		return comes;
	}

	private void look() {
		this.called.set(false);
		this.look.run();
	}

}
