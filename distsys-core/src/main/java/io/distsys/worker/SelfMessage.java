package io.distsys.worker;

import java.util.concurrent.atomic.AtomicBoolean;

import io.distsys.messaging.Refusal;

/**
 * What an instance of a worker has asked itself to do.
 *
 * @param times the timers of the instance that it belongs to
 * @param task what to do
 * @param left whether the tenure has been left
 */
record SelfMessage(WorkerTimers times, Runnable task, AtomicBoolean left) implements Mail {

	SelfMessage(WorkerTimers times, Runnable task) {
		this(times, task, new AtomicBoolean());
	}

	@Override
	public void refuse(Refusal refusal, String detail) {
		this.times.lost();
	}

	@Override
	public void leave(SlotTenure tenure) {
		if (this.left.compareAndSet(false, true)) {
			tenure.leave();
		}
	}

}
