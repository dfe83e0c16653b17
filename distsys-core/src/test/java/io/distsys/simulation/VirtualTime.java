package io.distsys.simulation;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * True time of a simulation, and the tasks that wait for their moment. One thread runs
 * them all; tasks of one moment run in the order in which they came.
 */
public final class VirtualTime {

	private final PriorityQueue<Event> events = new PriorityQueue<>();

	private final Random random;

	private long now;

	private long sequence;

	public VirtualTime(long seed) {
		this.random = new Random(seed);
	}

	public long nanos() {
		return this.now;
	}

	public Random random() {
		return this.random;
	}

	/** Run a task after a delay of true time. */
	public void after(long delayNanos, Runnable task) {
		this.events.add(new Event(this.now + Math.max(0, delayNanos), this.sequence++, task));
	}

	/** Let time pass. */
	public void runFor(Duration duration) {
		long end = this.now + duration.toNanos();
		while (!this.events.isEmpty() && this.events.peek().at() <= end) {
			runNext();
		}
		this.now = end;
	}

	/**
	 * Let time pass until a condition holds.
	 * @throws AssertionError if it does not within the limit
	 */
	public void runUntil(String what, Duration limit, BooleanSupplier condition) {
		long end = this.now + limit.toNanos();
		while (!condition.getAsBoolean()) {
			if (this.events.isEmpty() || this.events.peek().at() > end) {
				throw new AssertionError(
						"Not within " + limit + " of virtual time, at " + Duration.ofNanos(this.now) + ": " + what);
			}
			runNext();
		}
	}

	private void runNext() {
		Event event = this.events.remove();
		this.now = event.at();
		event.task().run();
	}

	private record Event(long at, long sequence, Runnable task) implements Comparable<Event> {

		@Override
		public int compareTo(Event other) {
			int byTime = Long.compare(this.at, other.at);
			return (byTime != 0) ? byTime : Long.compare(this.sequence, other.sequence);
		}

	}

}
