package io.distsys.ownership;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fence of one grant: open while the grant lasts and the lease term that holds it, if
 * there is one.
 *
 * @since 0.1
 */
public final class GrantFence implements Fence {

	private static final Logger logger = LoggerFactory.getLogger(GrantFence.class);

	private final ResourceKey key;

	private final FencingToken token;

	private final BooleanSupplier term;

	private final Executor userExecutor;

	private final List<Runnable> callbacks = new ArrayList<>();

	private volatile boolean closed;

	private boolean lost;

	/**
	 * @param term whether the lease lasts
	 * @param userExecutor runs the callbacks: whoever finds out that the resource is lost
	 * has others to tell
	 */
	GrantFence(ResourceKey key, FencingToken token, BooleanSupplier term, Executor userExecutor) {
		this.key = key;
		this.token = token;
		this.term = term;
		this.userExecutor = userExecutor;
	}

	/**
	 * Create the fence of a grant that no lease limits: open until it is closed.
	 * @param key the resource
	 * @param token the token of the grant
	 * @param userExecutor runs the callbacks on a loss
	 */
	public GrantFence(ResourceKey key, FencingToken token, Executor userExecutor) {
		this(key, token, () -> true, userExecutor);
	}

	@Override
	public FencingToken token() {
		return this.token;
	}

	@Override
	public boolean isHeld() {
		return !this.closed && this.term.getAsBoolean();
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
		run(callback);
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
		told.forEach(this::run);
	}

	private void run(Runnable callback) {
		try {
			this.userExecutor.execute(() -> {
				try {
					callback.run();
				}
				catch (RuntimeException ex) {
					logger.warn("A callback on the loss of a resource failed resource={}", this.key, ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			logger.warn("A callback on the loss of a resource cannot run any more resource={}", this.key, ex);
		}
		catch (RuntimeException | Error ex) {
			// No thread could be started, say: the others are told all the same.
			logger.error("A callback on the loss of a resource cannot run resource={}", this.key, ex);
		}
	}

	/** End the grant: nothing is held from now on, and those who asked are told. */
	public void close() {
		this.closed = true;
		lost();
	}

	/** Close at the will of its holder, who need not be told. From any thread. */
	void end() {
		this.closed = true;
		synchronized (this.callbacks) {
			this.callbacks.clear();
		}
	}

}
