package io.distsys.cloud;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

import io.distsys.time.EventLoop;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;

/** A loop whose time a test moves. */
final class ManualLoop implements EventLoop {

	private final Deque<Runnable> tasks = new ArrayDeque<>();

	private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::due));

	private long now;

	private boolean running;

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
	}

	@Override
	public Subscription schedule(Duration delay, Runnable task) {
		Timer timer = new Timer(this.now + delay.toNanos(), task);
		this.timers.add(timer);
		return () -> this.timers.remove(timer);
	}

	@Override
	public boolean inLoop() {
		return this.running;
	}

	@Override
	public MonotonicClock clock() {
		return () -> this.now;
	}

	/** Run what is there, and what comes of it. */
	void run() {
		this.running = true;
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
		this.running = false;
	}

	void advance(Duration time) {
		long end = this.now + time.toNanos();
		run();
		for (Timer timer = this.timers.peek(); timer != null && timer.due() <= end; timer = this.timers.peek()) {
			this.timers.remove(timer);
			this.now = timer.due();
			this.tasks.add(timer.task());
			run();
		}
		this.now = end;
	}

	private record Timer(long due, Runnable task) {

	}

}
