package io.distsys.time;

import java.time.Duration;

/** A task that schedules itself again on its loop until it is closed. */
final class Repetition implements Subscription {

	private final EventLoop loop;

	private final Duration period;

	private final Runnable task;

	private volatile boolean closed;

	private volatile Subscription next = () -> {
	};

	private Repetition(EventLoop loop, Duration period, Runnable task) {
		this.loop = loop;
		this.period = period;
		this.task = task;
	}

	static Repetition start(EventLoop loop, Duration period, Runnable task) {
		Repetition repetition = new Repetition(loop, period, task);
		repetition.scheduleNext();
		return repetition;
	}

	private void scheduleNext() {
		if (!this.closed) {
			this.next = this.loop.schedule(this.period, this::run);
		}
	}

	private void run() {
		if (this.closed) {
			return;
		}
		try {
			this.task.run();
		}
		finally {
			scheduleNext();
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.next.close();
	}

}
