package io.distsys.rpc;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Takes so many calls of a service at once and refuses the others, whatever queue the
 * executor for user code has. A call has its slot from when it arrives until its method
 * has returned and the stage that this may have returned has ended, or nobody waits for
 * that stage any more.
 */
final class CallSlots implements Executor {

	private final String service;

	private final EventLoop loop;

	private final Executor userExecutor;

	private final ServiceSettings settings;

	private final ServiceCounters counters;

	private final ThreadLocal<@Nullable Slot> present = new ThreadLocal<>();

	CallSlots(String service, EventLoop loop, Executor userExecutor, ServiceSettings settings,
			ServiceCounters counters) {
		this.service = service;
		this.loop = loop;
		this.userExecutor = userExecutor;
		this.settings = settings;
		this.counters = counters;
	}

	/**
	 * Run the handling of a call.
	 * @throws RejectedExecutionException if there are too many; the messenger answers
	 * that it is refused
	 */
	@Override
	public void execute(Runnable call) {
		Slot slot = new Slot();
		try {
			if (this.counters.begin() > this.settings.maxCalls()) {
				throw new RejectedExecutionException(this.service + " has " + this.settings.maxCalls() + " calls");
			}
			this.userExecutor.execute(() -> run(call, slot));
		}
		catch (RuntimeException | Error ex) {
			slot.end();
			this.counters.refuse();
			throw ex;
		}
	}

	private void run(Runnable call, Slot slot) {
		Slot outer = this.present.get();
		this.present.set(slot);
		try {
			call.run();
		}
		finally {
			set(outer);
			if (!slot.held) {
				slot.end();
			}
		}
	}

	private void set(@Nullable Slot slot) {
		if (slot != null) {
			this.present.set(slot);
		}
		else {
			this.present.remove();
		}
	}

	/**
	 * Keep the slot of the call that runs on this thread when it has left the thread.
	 * @param running ends it
	 * @param deadlineNanos ends it as well; a cast, whose is {@link Long#MAX_VALUE}, has
	 * as long as calls have by default
	 */
	void hold(CompletionStage<?> running, long deadlineNanos) {
		Slot slot = Objects.requireNonNull(this.present.get(), "not in a call");
		running.whenComplete((result, failure) -> slot.end());
		if (slot.ended.get()) {
			return;
		}
		slot.held = true;
		Duration left = (deadlineNanos == Long.MAX_VALUE) ? this.settings.callTimeout()
				: Duration.ofNanos(Math.max(0, deadlineNanos - this.loop.clock().nanos()));
		Subscription expiry = this.loop.schedule(left, slot::end);
		running.whenComplete((result, failure) -> expiry.close());
	}

	/** The slot of one call; its thread alone says that it is held. */
	private final class Slot {

		private final AtomicBoolean ended = new AtomicBoolean();

		private boolean held;

		void end() {
			if (this.ended.compareAndSet(false, true)) {
				CallSlots.this.counters.end();
			}
		}

	}

}
