package io.distsys.lock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;

import io.distsys.consensus.NoQuorumException;
import io.distsys.lock.Acquisition.WithoutMajority;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Waits;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lock as a thread sees it. All that it knows stands in {@link TableLocks}. */
final class TableLock implements ClusterLock {

	private static final Logger logger = LoggerFactory.getLogger(TableLock.class);

	private final String name;

	private final TableLocks locks;

	TableLock(String name, TableLocks locks) {
		this.name = name;
		this.locks = locks;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public void lock() {
		if (enteredAgain()) {
			return;
		}
		Acquisition acquisition = begin(this.locks.settings().maxWaiting(), WithoutMajority.WAIT);
		boolean interrupted = false;
		try {
			while (true) {
				try {
					this.locks.holds().add(acquisition.result().get());
					return;
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
				catch (ExecutionException ex) {
					throw Waits.asRuntime(ex.getCause());
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public void lockInterruptibly() throws InterruptedException {
		checkInterrupted();
		if (enteredAgain()) {
			return;
		}
		Acquisition acquisition = begin(this.locks.settings().maxWaiting(), WithoutMajority.WAIT);
		try {
			this.locks.holds().add(acquisition.result().get());
		}
		catch (InterruptedException ex) {
			abandon(acquisition, ex);
			throw ex;
		}
		catch (ExecutionException ex) {
			throw Waits.asRuntime(ex.getCause());
		}
	}

	@Override
	public boolean tryLock() {
		if (enteredAgain()) {
			return true;
		}
		boolean interrupted = Thread.interrupted();
		try {
			return await(begin(0, WithoutMajority.FAIL), this.locks.settings().timeout());
		}
		catch (InterruptedException ex) {
			interrupted = true;
			throw noMajority(this.name, "the caller was interrupted while it waited");
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
		checkInterrupted();
		if (enteredAgain()) {
			return true;
		}
		if (time <= 0) {
			return tryLock();
		}
		return await(begin(this.locks.settings().maxWaiting(), WithoutMajority.FAIL),
				Duration.ofNanos(unit.toNanos(time)));
	}

	@Override
	public CompletionStage<Optional<LockHold>> acquireAsync(Duration timeout) {
		Acquisition acquisition;
		try {
			acquisition = this.locks.acquire(this.name, this.locks.settings().maxWaiting(), WithoutMajority.FAIL);
		}
		catch (TooManyWaitersException | LocksClosedException ex) {
			return CompletableFuture.failedStage(new CompletionException(ex));
		}
		Subscription timer = this.locks.loop().schedule(timeout, () -> giveUp(acquisition, timeout));
		CompletableFuture<Optional<LockHold>> delivered = acquisition.result().handleAsync((hold, failure) -> {
			timer.close();
			if (hold != null) {
				return Optional.of(hold);
			}
			if (failure instanceof TimeoutException) {
				return Optional.empty();
			}
			throw Waits.asRuntime(failure);
		}, this.locks.userExecutor());
		delivered.whenComplete((optional, failure) -> {
			if (failure != null) {
				// Also if there was no thread to deliver it on.
				acquisition.result().thenAccept(GrantedHold::release);
			}
		});
		return delivered.minimalCompletionStage();
	}

	/** Whether the calling thread has the lock already, and now once more. */
	private boolean enteredAgain() {
		GrantedHold hold = this.locks.holds().find(this.name);
		if (hold == null) {
			return false;
		}
		if (!hold.isHeld()) {
			throw new LockLostException(this.name, hold.token());
		}
		hold.enter();
		return true;
	}

	private Acquisition begin(int mostWaiting, WithoutMajority withoutMajority) {
		this.locks.waits().check("Acquiring the lock '" + this.name + "'");
		return this.locks.acquire(this.name, mostWaiting, withoutMajority);
	}

	private boolean await(Acquisition acquisition, Duration timeout) throws InterruptedException {
		try {
			acquisition.result().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			abandon(acquisition, ex);
			throw ex;
		}
		catch (TimeoutException ex) {
			giveUp(acquisition, timeout);
		}
		catch (ExecutionException ex) {
			logger.debug("Not acquired lock={}", this.name, ex);
		}
		return outcome(acquisition);
	}

	/** In vain if it was granted in the very moment in which its time was over. */
	private void giveUp(Acquisition acquisition, Duration timeout) {
		acquisition.giveUp(acquisition.isKnown() ? new TimeoutException("Not granted within " + timeout)
				: noMajority(this.name, "no majority has the request within " + timeout));
	}

	private boolean outcome(Acquisition acquisition) {
		try {
			this.locks.holds().add(acquisition.result().join());
			return true;
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof TimeoutException) {
				return false;
			}
			throw Waits.asRuntime(ex);
		}
	}

	static NoQuorumException noMajority(String name, String why) {
		return new NoQuorumException("The lock '" + name + "' was not acquired: " + why);
	}

	/** Not even if it was granted in the very moment of the interruption. */
	private static void abandon(Acquisition acquisition, InterruptedException reason) {
		if (!acquisition.giveUp(reason)) {
			acquisition.result().thenAccept(GrantedHold::release);
		}
	}

	private static void checkInterrupted() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	@Override
	public void unlock() {
		GrantedHold hold = requireHold();
		boolean held = hold.isHeld();
		if (hold.exit() > 0) {
			if (!held) {
				throw new LockLostException(this.name, hold.token());
			}
			return;
		}
		this.locks.holds().remove(hold);
		CompletionStage<Void> released = hold.release();
		if (!held) {
			throw new LockLostException(this.name, hold.token());
		}
		awaitRelease(released.toCompletableFuture());
	}

	private void awaitRelease(Future<Void> released) {
		if (this.locks.waits().mustNotBlock()) {
			return;
		}
		try {
			released.get(this.locks.settings().timeout().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException | ExecutionException ex) {
			// The fence closed between the two looks at it, or the release goes on.
			logger.debug("A release is not confirmed yet lock={}", this.name, ex);
		}
	}

	private GrantedHold requireHold() {
		GrantedHold hold = this.locks.holds().find(this.name);
		if (hold == null) {
			throw new IllegalMonitorStateException(
					"The thread '" + Thread.currentThread().getName() + "' does not hold the lock '" + this.name + "'");
		}
		return hold;
	}

	@Override
	public FencingToken token() {
		return requireHold().token();
	}

	@Override
	public Fence fence() {
		return requireHold().fence();
	}

	@Override
	public boolean isHeldByCurrentThread() {
		return getHoldCount() > 0;
	}

	@Override
	public int getHoldCount() {
		@Nullable GrantedHold hold = this.locks.holds().find(this.name);
		return (hold != null && hold.isHeld()) ? hold.count() : 0;
	}

	@Override
	public Subscription onLost(Runnable callback) {
		return requireHold().onLost(callback);
	}

	@Override
	public Condition newCondition() {
		throw new UnsupportedOperationException("A cluster lock has no conditions");
	}

	@Override
	public String toString() {
		return "ClusterLock[" + this.name + "]";
	}

}
