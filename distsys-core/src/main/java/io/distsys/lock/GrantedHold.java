package io.distsys.lock;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Queues.Ticket;
import io.distsys.time.Subscription;

/** A lock that was granted to a request of this node. */
final class GrantedHold implements LockHold {

	private final String name;

	private final Ticket ticket;

	private final Fence fence;

	private final LockCounters counters;

	private final AtomicBoolean over = new AtomicBoolean();

	/** How often its thread has entered; touched by that thread alone. */
	private int count = 1;

	GrantedHold(String name, Ticket ticket, Fence fence, LockCounters counters) {
		this.name = name;
		this.ticket = ticket;
		this.fence = fence;
		this.counters = counters;
		counters.held.incrementAndGet();
	}

	int count() {
		return this.count;
	}

	void enter() {
		this.count = Math.incrementExact(this.count);
	}

	int exit() {
		return --this.count;
	}

	/** It is held no more, for whatever reason. */
	void over() {
		if (this.over.compareAndSet(false, true)) {
			this.counters.held.decrementAndGet();
		}
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public FencingToken token() {
		return this.fence.token();
	}

	@Override
	public Fence fence() {
		return this.fence;
	}

	@Override
	public boolean isHeld() {
		return this.fence.isHeld();
	}

	@Override
	public Subscription onLost(Runnable callback) {
		return this.fence.onLost(callback);
	}

	@Override
	public CompletionStage<Void> release() {
		boolean protectedToTheEnd = this.fence.isHeld();
		this.ticket.leave();
		over();
		return protectedToTheEnd ? this.ticket.gone()
				: CompletableFuture.failedFuture(new LockLostException(this.name, token()));
	}

}
