package io.distsys.lock;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.distsys.ownership.Fence;
import io.distsys.ownership.Queues;
import io.distsys.ownership.Queues.Refusal;
import io.distsys.ownership.Queues.Ticket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to get a lock. It ends once: by the grant, by a refusal, or because its
 * caller gives up. A grant that comes after that is released at once.
 */
final class Acquisition implements Queues.Entrant {

	private static final Logger logger = LoggerFactory.getLogger(Acquisition.class);

	private final String name;

	private final TableLocks locks;

	private final int mostWaiting;

	private final WithoutMajority withoutMajority;

	private final long startedAt;

	private final CompletableFuture<GrantedHold> result = new CompletableFuture<>();

	private final Ticket ticket;

	private @Nullable GrantedHold hold;

	Acquisition(String name, TableLocks locks, int mostWaiting, WithoutMajority withoutMajority,
			Consumer<Acquisition> onEnd) {
		this.name = name;
		this.locks = locks;
		this.mostWaiting = mostWaiting;
		this.withoutMajority = withoutMajority;
		this.startedAt = locks.nanos();
		locks.counters().waiting.incrementAndGet();
		this.result.whenComplete((granted, failure) -> {
			locks.counters().waiting.decrementAndGet();
			onEnd.accept(this);
		});
		this.ticket = locks.stand(name, mostWaiting, this);
	}

	String name() {
		return this.name;
	}

	CompletableFuture<GrantedHold> result() {
		return this.result;
	}

	/** Whether a majority has the request. */
	boolean isKnown() {
		return this.ticket.isKnown();
	}

	@Override
	public void granted(Ticket granted, Fence fence) {
		GrantedHold acquired = this.locks.hold(this.name, granted, fence);
		this.hold = acquired;
		if (this.result.complete(acquired)) {
			this.locks.counters().acquired.increment();
			this.locks.counters().waitedNanos.add(this.locks.nanos() - this.startedAt);
		}
		else {
			acquired.release();
		}
	}

	@Override
	public void lost(String reason) {
		GrantedHold acquired = this.hold;
		if (acquired != null) {
			logger.warn("A lock is lost name={} token={} reason=\"{}\"", this.name, acquired.token(), reason);
			this.locks.counters().lost.increment();
			acquired.over();
		}
	}

	@Override
	public void stalled(Ticket request, String why) {
		if (this.withoutMajority == WithoutMajority.FAIL) {
			giveUp(request, TableLock.noMajority(this.name, why));
		}
	}

	@Override
	public void refused(Refusal refusal) {
		if (refusal == Refusal.FULL && this.mostWaiting == 0) {
			this.locks.counters().notAcquired.increment();
			this.result.completeExceptionally(new TimeoutException("Others hold it"));
			return;
		}
		this.locks.counters().refused.increment();
		this.result.completeExceptionally(
				(refusal == Refusal.FULL) ? this.locks.tooManyWait(this.name) : new LocksClosedException(this.name));
	}

	/**
	 * Want it no more.
	 * @return whether that was in time; otherwise there is a result
	 */
	boolean giveUp(Exception reason) {
		return giveUp(this.ticket, reason);
	}

	private boolean giveUp(Ticket request, Exception reason) {
		if (!this.result.completeExceptionally(reason)) {
			return false;
		}
		this.locks.counters().notAcquired.increment();
		request.leave();
		return true;
	}

	/** What to do when the group has been without a leader for long. */
	enum WithoutMajority {

		WAIT, FAIL

	}

}
