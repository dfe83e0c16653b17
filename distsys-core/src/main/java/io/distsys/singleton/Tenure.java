package io.distsys.singleton;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
 * <p>
 * It is long because all that can happen to a tenure meets here, under one lock.
 */
final class Tenure {

	private static final Logger logger = LoggerFactory.getLogger(Tenure.class);

	/** As often in a row it is tried; then the singleton is planned anew. */
	static final int MAX_ATTEMPTS = 5;

	/** An activation that takes longer is spoken of, and again after twice that time. */
	static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration MIN_PATIENCE = Duration.ofSeconds(1);

	/** So often it is looked whether the fence has closed. */
	private static final Duration LOOK = Duration.ofMillis(50);

	private static final Set<SingletonState> BEGUN = EnumSet.of(SingletonState.ACTIVATING, SingletonState.ACTIVE);

	private static final Set<SingletonState> NOT_YET = EnumSet.of(SingletonState.ACTIVATING);

	private final String name;

	private final Grant grant;

	private final SingletonActivity activity;

	private final SingletonSettings settings;

	private final ActivationBackoff backoff;

	private final EventLoop loop;

	private final Executor activityExecutor;

	private final RunningCalls calls;

	private final CompletableFuture<Void> activated = new CompletableFuture<>();

	private final CompletableFuture<Void> stopped = new CompletableFuture<>();

	/** Changed under the lock, looked at by every call. */
	private volatile SingletonState state = SingletonState.ACTIVATING;

	private long sinceNanos;

	/** The first attempt to activate it is no longer waited for. */
	private volatile boolean attempted;

	private boolean begun;

	private boolean deactivationRequested;

	private @Nullable Thread activityThread;

	private Subscription retry = () -> {
	};

	private boolean lastAttempt;

	/** Only touched by the activity. */
	private int failures;

	Tenure(String name, Grant grant, SingletonActivity activity, SingletonSettings settings, ActivationBackoff backoff,
			EventLoop loop, Executor activityExecutor) {
		this.name = name;
		this.grant = grant;
		this.activity = activity;
		this.settings = settings;
		this.backoff = backoff;
		this.loop = loop;
		this.activityExecutor = activityExecutor;
		this.calls = new RunningCalls(name, grant.fence());
		this.sinceNanos = loop.clock().nanos();
	}

	Fence fence() {
		return this.grant.fence();
	}

	RunningCalls calls() {
		return this.calls;
	}

	SingletonState state() {
		return this.state;
	}

	/** Whether it has been active, to all but the thread that activates it. */
	boolean takesCalls() {
		return this.state != SingletonState.ACTIVATING || this.calls.isInside();
	}

	/**
	 * Whether it is active, to the calling thread. Also to one that is in a call here
	 * already while the singleton leaves, or in a callback: it must not wait for the next
	 * owner, who waits for it.
	 */
	boolean looksActive() {
		return this.state == SingletonState.ACTIVE || this.calls.isInside();
	}

	synchronized Duration inStateFor() {
		return Duration.ofNanos(this.loop.clock().nanos() - this.sinceNanos);
	}

	private void enter(SingletonState newState) {
		this.state = newState;
		this.sinceNanos = this.loop.clock().nanos();
	}

	/** Do something on the thread of the activity once it is active, before it ends. */
	void whenActive(Runnable action) {
		this.activated.thenRun(action);
	}

	/**
	 * Begin. An activation that fails is tried again, with growing pauses; after
	 * {@value #MAX_ATTEMPTS} failures the stage completes with the last one.
	 */
	CompletionStage<Void> activate() {
		warnLater(LONG);
		submitActivation();
		return this.activated;
	}

	private void warnLater(Duration pause) {
		unlessDone(this.activated, pause, () -> {
			logger.warn("Singleton is given to this node and not active yet, its activation does not end name={}"
					+ " token={} waitedFor={}", this.name, fence().token(), pause);
			warnLater(pause.multipliedBy(2));
		});
	}

	/**
	 * The tenure before has not ended. If it hangs, this one does not wait for ever: it
	 * is given up, so that another node is asked.
	 */
	void limitWaiting() {
		Duration patience = this.settings.drainTimeout().multipliedBy(3);
		unlessDone(this.activated, (patience.compareTo(MIN_PATIENCE) > 0) ? patience : MIN_PATIENCE, () -> {
			if (!this.attempted) {
				giveUpActivation(new TimeoutException("Singleton '" + this.name
						+ "' cannot be activated here: what it did under the grant before does not end"));
			}
		});
	}

	private void unlessDone(CompletableFuture<Void> end, Duration delay, Runnable action) {
		Subscription timer = this.loop.schedule(delay, action);
		end.whenComplete((done, failure) -> timer.close());
	}

	private void submitActivation() {
		try {
			this.activityExecutor.execute(this::tryToActivate);
		}
		catch (RejectedExecutionException ex) {
			giveUpActivation(ex);
		}
	}

	/**
	 * It has to go before it is active: do not try again. An attempt that runs may end,
	 * and succeed; after the drain timeout it is interrupted, after twice that time it is
	 * not waited for any more.
	 */
	void abandonActivation() {
		synchronized (this) {
			if (this.state != SingletonState.ACTIVATING || this.lastAttempt) {
				return;
			}
			this.lastAttempt = true;
			this.retry.close();
			if (this.activityThread != null) {
				limitLastAttempt();
				return;
			}
		}
		giveUpActivation(new FenceClosedException("Singleton '" + this.name + "' has to move before it was active"));
	}

	private void limitLastAttempt() {
		unlessDone(this.activated, this.settings.drainTimeout(), this::interrupt);
		unlessDone(this.activated, this.settings.drainTimeout().multipliedBy(2),
				() -> giveUpActivation(new TimeoutException(
						"The activation of singleton '" + this.name + "' does not end, though it was interrupted")));
	}

	private void giveUpActivation(Throwable cause) {
		if (stopTakingCalls(NOT_YET, cause)) {
			this.calls.close();
			deactivateOnce();
		}
	}

	private void tryToActivate() {
		synchronized (this) {
			if (this.state != SingletonState.ACTIVATING) {
				return;
			}
			this.attempted = true;
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
		if (retrying && failure != null) {
			retryLater(failure);
		}
		else if (state() == SingletonState.ACTIVE) {
			this.backoff.reset();
			logger.info("Singleton is active here name={} token={}", this.name, fence().token());
			this.activated.complete(null);
		}
		else if (failure != null) {
			logger.debug("An activation ended without effect name={}", this.name, failure);
		}
	}

	private @Nullable Exception runActivate() {
		ActingThread.Frame frame = new ActingThread.Frame(this.name, fence());
		frame.push();
		try {
			fence().check();
			this.activity.activate(fence());
			return null;
		}
		catch (Exception ex) {
			return ex;
		}
		catch (Error ex) {
			return new IllegalStateException("The activation failed: " + ex, ex);
		}
		finally {
			frame.leave();
		}
	}

	private void retryLater(Exception failure) {
		this.failures++;
		Duration pause = this.backoff.next();
		synchronized (this) {
			if (this.state == SingletonState.ACTIVATING && !this.lastAttempt && this.failures < MAX_ATTEMPTS) {
				this.retry = this.loop.schedule(pause, this::submitActivation);
				logger.warn("Singleton cannot be activated here name={} token={} retryIn={}", this.name,
						fence().token(), pause, failure);
				return;
			}
		}
		logger.warn("Singleton cannot be activated here and is given up name={} token={} attempts={}", this.name,
				fence().token(), this.failures, failure);
		giveUpActivation(failure);
	}

	private void leaveActivityThread() {
		this.activityThread = null;
		// An interrupt was meant for the activity, not for what the thread does next.
		Thread.interrupted();
	}

	/**
	 * Stop in order: take no more calls, let those in flight finish, deactivate. After
	 * the drain timeout what still runs is interrupted. Calls that cannot be interrupted
	 * then, because they wait for a stage, are abandoned at once; those that do not heed
	 * the interrupt, after twice that time: the singleton is deactivated and goes on to
	 * its next node, and the fence, which such a call has to check before it writes,
	 * closes with the hand-over. If the deactivation itself does not end the stage fails
	 * after three times the drain timeout, and can be asked for again.
	 */
	CompletionStage<Void> release() {
		if (stopTakingCalls(BEGUN, takenAway())) {
			this.calls.close().thenRun(this::deactivateOnce);
		}
		CompletableFuture<Void> released = this.stopped.copy();
		Duration drain = this.settings.drainTimeout();
		unlessDone(released, drain, this::interruptSlow);
		unlessDone(released, drain.multipliedBy(2), this::abandonCalls);
		unlessDone(released, drain.multipliedBy(3), () -> released.completeExceptionally(new TimeoutException(
				"Singleton '" + this.name + "' does not finish to deactivate here, though it was interrupted")));
		return released;
	}

	private FenceClosedException takenAway() {
		return new FenceClosedException("Singleton '" + this.name + "' was taken away before it was active");
	}

	/**
	 * Stop at once: take no more calls, interrupt what runs, deactivate when that has
	 * ended. Calls that do not heed the interrupt are waited for until the fence closes,
	 * because the deactivation may have more to stop than them. A deactivation that takes
	 * longer than the drain timeout is interrupted.
	 */
	void revoke(String reason) {
		if (stopTakingCalls(BEGUN, takenAway())) {
			logger.warn("Singleton is lost here name={} token={} reason=\"{}\"", this.name, fence().token(), reason);
		}
		CompletionStage<Void> drained = this.calls.close();
		limitLoss(this.settings.drainTimeout());
		// Before the deactivation begins, which is not what is to be interrupted.
		interrupt();
		drained.thenRun(this::deactivateOnce);
	}

	private void limitLoss(Duration drain) {
		long patience = this.loop.clock().nanos() + drain.toNanos();
		unlessDone(this.stopped, LOOK, () -> abandonWithTheFence(patience));
		unlessDone(this.stopped, drain, this::interruptSlow);
		unlessDone(this.stopped, drain.multipliedBy(2), this::interruptSlow);
	}

	private void abandonWithTheFence(long patience) {
		if (fence().isHeld() && this.loop.clock().nanos() - patience < 0) {
			unlessDone(this.stopped, LOOK, () -> abandonWithTheFence(patience));
		}
		else {
			abandonCalls();
		}
	}

	private boolean stopTakingCalls(Set<SingletonState> from, Throwable cause) {
		synchronized (this) {
			if (!from.contains(this.state)) {
				return false;
			}
			enter(SingletonState.DEACTIVATING);
			this.retry.close();
		}
		this.activated.completeExceptionally(cause);
		return true;
	}

	private void interruptSlow() {
		logger.warn("Singleton does not come to rest and is interrupted name={} calls={}", this.name, unfinished());
		if (!interrupt()) {
			abandonCalls();
		}
	}

	private void abandonCalls() {
		List<String> names = this.calls.abandon();
		if (!names.isEmpty()) {
			logger.warn("Singleton moves on without its calls that do not end name={} token={} calls={}", this.name,
					fence().token(), names);
		}
	}

	/** What runs under the grant, for people. */
	List<String> unfinished() {
		List<String> names = this.calls.names();
		synchronized (this) {
			if (this.activityThread != null) {
				names.add((this.state == SingletonState.ACTIVATING) ? "its activation" : "its deactivation");
			}
		}
		return names;
	}

	/** Returns whether there is a thread that a call runs on. */
	private boolean interrupt() {
		boolean any = this.calls.interrupt();
		synchronized (this) {
			if (this.activityThread != null) {
				this.activityThread.interrupt();
			}
		}
		return any;
	}

	private void deactivateOnce() {
		synchronized (this) {
			if (this.deactivationRequested) {
				return;
			}
			this.deactivationRequested = true;
		}
		try {
			this.activityExecutor.execute(this::deactivate);
		}
		catch (RejectedExecutionException ex) {
			logger.warn("Singleton is not deactivated, its executor takes nothing name={} token={}", this.name,
					fence().token(), ex);
			synchronized (this) {
				enter(SingletonState.STANDBY);
			}
			this.stopped.complete(null);
		}
	}

	private void deactivate() {
		boolean needed;
		synchronized (this) {
			needed = this.begun;
			this.activityThread = Thread.currentThread();
		}
		ActingThread.Frame frame = new ActingThread.Frame(this.name, fence());
		frame.push();
		try {
			if (needed) {
				this.activity.deactivate(fence());
			}
		}
		catch (Exception | Error ex) {
			logger.warn("Singleton failed to deactivate name={} token={}", this.name, fence().token(), ex);
		}
		finally {
			frame.leave();
			synchronized (this) {
				leaveActivityThread();
				enter(SingletonState.STANDBY);
			}
			logger.info("Singleton is not active here any more name={} token={}", this.name, fence().token());
			this.stopped.complete(null);
		}
	}

}
