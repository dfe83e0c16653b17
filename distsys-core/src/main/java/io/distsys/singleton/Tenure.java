package io.distsys.singleton;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

import io.distsys.ownership.Fence;
import io.distsys.ownership.FenceClosedException;
import io.distsys.ownership.Grant;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time from the grant of a singleton to this node until nothing of it runs here any
 * more. The activity runs on a serial executor that all tenures of the singleton share:
 * the next one cannot begin before this one has ended.
 */
final class Tenure {

	private static final Logger logger = LoggerFactory.getLogger(Tenure.class);

	private final String name;

	private final Grant grant;

	private final SingletonActivity activity;

	private final SingletonSettings settings;

	private final EventLoop loop;

	private final Executor activityExecutor;

	private final RunningCalls calls = new RunningCalls();

	private final CompletableFuture<Void> activated = new CompletableFuture<>();

	private final CompletableFuture<Void> stopped = new CompletableFuture<>();

	private SingletonState state = SingletonState.ACTIVATING;

	private long sinceNanos;

	private boolean begun;

	private boolean deactivationRequested;

	private @Nullable Thread activityThread;

	private Subscription retry = () -> {
	};

	private Duration backoff;

	Tenure(String name, Grant grant, SingletonActivity activity, SingletonSettings settings, EventLoop loop,
			Executor activityExecutor) {
		this.name = name;
		this.grant = grant;
		this.activity = activity;
		this.settings = settings;
		this.loop = loop;
		this.activityExecutor = activityExecutor;
		this.sinceNanos = loop.clock().nanos();
		this.backoff = settings.minimumBackoff();
	}

	Fence fence() {
		return this.grant.fence();
	}

	RunningCalls calls() {
		return this.calls;
	}

	synchronized SingletonState state() {
		return this.state;
	}

	synchronized Duration inStateFor() {
		return Duration.ofNanos(this.loop.clock().nanos() - this.sinceNanos);
	}

	private void enter(SingletonState newState) {
		this.state = newState;
		this.sinceNanos = this.loop.clock().nanos();
	}

	CompletionStage<Void> activate() {
		this.activityExecutor.execute(this::tryToActivate);
		return this.activated;
	}

	private void tryToActivate() {
		synchronized (this) {
			if (this.state != SingletonState.ACTIVATING) {
				return;
			}
			this.activityThread = Thread.currentThread();
		}
		Exception failure = runActivate();
		boolean retrying;
		synchronized (this) {
			leaveActivityThread();
			if (failure == null) {
				this.begun = true;
			}
			boolean wanted = this.state == SingletonState.ACTIVATING;
			if (wanted && failure == null) {
				enter(SingletonState.ACTIVE);
			}
			retrying = wanted && failure != null;
		}
		if (retrying) {
			retryLater(failure);
		}
		else if (state() == SingletonState.ACTIVE) {
			logger.info("Singleton is active here name={} token={}", this.name, fence().token());
			this.activated.complete(null);
		}
		else if (failure != null) {
			logger.debug("An activation ended without effect name={}", this.name, failure);
		}
	}

	private @Nullable Exception runActivate() {
		try {
			fence().check();
			this.activity.activate(fence());
			return null;
		}
		catch (Exception ex) {
			return ex;
		}
		catch (LinkageError | AssertionError ex) {
			return new IllegalStateException(ex);
		}
	}

	private void retryLater(@Nullable Exception failure) {
		Duration pause = this.backoff;
		logger.warn("Singleton cannot be activated here name={} token={} retryIn={}", this.name, fence().token(), pause,
				failure);
		Duration twice = pause.multipliedBy(2);
		this.backoff = (twice.compareTo(this.settings.maximumBackoff()) < 0) ? twice : this.settings.maximumBackoff();
		synchronized (this) {
			if (this.state == SingletonState.ACTIVATING) {
				this.retry = this.loop.schedule(pause, () -> this.activityExecutor.execute(this::tryToActivate));
			}
		}
	}

	private void leaveActivityThread() {
		this.activityThread = null;
		// An interrupt was meant for the activity, not for what the thread does next.
		Thread.interrupted();
	}

	/**
	 * Stop in order: take no more calls, let those in flight finish, deactivate. After
	 * the drain timeout what still runs is interrupted; after twice that time the stage
	 * fails, and can be asked for again.
	 */
	CompletionStage<Void> release() {
		if (stopTakingCalls()) {
			this.calls.close().thenRun(this::deactivateOnce);
		}
		CompletableFuture<Void> released = this.stopped.copy();
		Subscription impatience = this.loop.schedule(this.settings.drainTimeout(), this::interruptSlow);
		Subscription limit = this.loop.schedule(this.settings.drainTimeout().multipliedBy(2),
				() -> released
					.completeExceptionally(new TimeoutException("Singleton '" + this.name + "' still runs here: "
							+ this.calls.count() + " calls do not end, though they were interrupted")));
		released.whenComplete((done, failure) -> {
			impatience.close();
			limit.close();
		});
		return released;
	}

	/** Stop at once: interrupt what runs, deactivate. */
	void revoke(String reason) {
		boolean first = stopTakingCalls();
		this.calls.close();
		interrupt();
		if (first) {
			logger.warn("Singleton is lost here name={} token={} reason=\"{}\"", this.name, fence().token(), reason);
		}
		deactivateOnce();
	}

	private boolean stopTakingCalls() {
		synchronized (this) {
			if (this.state != SingletonState.ACTIVATING && this.state != SingletonState.ACTIVE) {
				return false;
			}
			enter(SingletonState.DEACTIVATING);
			this.retry.close();
		}
		this.activated.completeExceptionally(
				new FenceClosedException("Singleton '" + this.name + "' was taken away before it was active"));
		return true;
	}

	private void interruptSlow() {
		logger.warn("Singleton does not come to rest and is interrupted name={} calls={}", this.name,
				this.calls.count());
		interrupt();
	}

	private void interrupt() {
		this.calls.interrupt();
		synchronized (this) {
			if (this.activityThread != null) {
				this.activityThread.interrupt();
			}
		}
	}

	private void deactivateOnce() {
		synchronized (this) {
			if (this.deactivationRequested) {
				return;
			}
			this.deactivationRequested = true;
		}
		this.activityExecutor.execute(this::deactivate);
	}

	private void deactivate() {
		boolean needed;
		synchronized (this) {
			needed = this.begun;
			this.activityThread = Thread.currentThread();
		}
		try {
			if (needed) {
				this.activity.deactivate(fence());
			}
		}
		catch (Exception | LinkageError | AssertionError ex) {
			logger.warn("Singleton failed to deactivate name={} token={}", this.name, fence().token(), ex);
		}
		finally {
			synchronized (this) {
				leaveActivityThread();
				enter(SingletonState.STANDBY);
			}
			logger.info("Singleton is not active here any more name={} token={}", this.name, fence().token());
			this.stopped.complete(null);
		}
	}

}
