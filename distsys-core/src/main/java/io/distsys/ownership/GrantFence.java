package io.distsys.ownership;

import java.util.ArrayList;
import java.util.List;

import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fence of one grant: open while the grant lasts and the lease term that holds it.
 */
final class GrantFence implements Fence {

	private static final Logger logger = LoggerFactory.getLogger(GrantFence.class);

	private final ResourceKey key;

	private final FencingToken token;

	private final LeaseTerm term;

	private final List<Runnable> callbacks = new ArrayList<>();

	private volatile boolean closed;

	private boolean lost;

	GrantFence(ResourceKey key, FencingToken token, LeaseTerm term) {
		this.key = key;
		this.token = token;
		this.term = term;
	}

	@Override
	public FencingToken token() {
		return this.token;
	}

	@Override
	public boolean isHeld() {
		return !this.closed && this.term.isHeld();
	}

	@Override
	public void check() {
		if (!isHeld()) {
			throw new FenceClosedException("This node does not hold '" + this.key + "' any more (token " + this.token
					+ "): " + (this.closed ? "it was handed over or lost"
							: "its lease was not renewed in time, so this node may have lost the majority"));
		}
	}

	@Override
	public Subscription onLost(Runnable callback) {
		synchronized (this.callbacks) {
			if (!this.lost) {
				this.callbacks.add(callback);
				return () -> forget(callback);
			}
		}
		callback.run();
		return () -> {
		};
	}

	private void forget(Runnable callback) {
		synchronized (this.callbacks) {
			this.callbacks.remove(callback);
		}
	}

	/** Tell those who asked; the fence itself may stay open until its lease runs out. */
	void lost() {
		List<Runnable> told;
		synchronized (this.callbacks) {
			if (this.lost) {
				return;
			}
			this.lost = true;
			told = List.copyOf(this.callbacks);
			this.callbacks.clear();
		}
		for (Runnable callback : told) {
			try {
				callback.run();
			}
			catch (RuntimeException ex) {
				logger.warn("A callback on the loss of a resource failed resource={}", this.key, ex);
			}
		}
	}

	void close() {
		this.closed = true;
		lost();
	}

}
