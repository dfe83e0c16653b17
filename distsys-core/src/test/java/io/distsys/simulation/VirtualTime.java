package io.distsys.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BooleanSupplier;

import io.distsys.time.Subscription;

/**
 * True time of a simulation, and the tasks that wait for their moment. One thread runs
 * them all; tasks of one moment run in the order in which they came. What ran when is
 * kept as one number, so that two runs can be compared.
 */
public final class VirtualTime {

	private static final long PRIME = 0x100000001b3L;

	private final Random random;

	/** A binary heap; the children of i are 2i+1 and 2i+2. */
	private Event[] heap = new Event[256];

	private int size;

	private long now;

	private long sequence;

	private long ran;

	private long trace = 0xcbf29ce484222325L;

	public VirtualTime(long seed) {
		this.random = new Random(seed);
	}

	public long nanos() {
		return this.now;
	}

	public Random random() {
		return this.random;
	}

	/**
	 * Run a task after a delay of true time.
	 * @return prevents the run when closed before it
	 */
	public Subscription after(long delayNanos, Runnable task) {
		Event event = new Event(this.now + Math.max(0, delayNanos), this.sequence++, task);
		if (this.size == this.heap.length) {
			this.heap = Arrays.copyOf(this.heap, this.size * 2);
		}
		this.heap[this.size] = event;
		siftUp(this.size++);
		return event;
	}

	/** A clock of people that goes with this time, from its beginning on. */
	public Clock wallClock(Instant beginning) {
		return new Clock() {

			@Override
			public Instant instant() {
				return beginning.plusNanos(VirtualTime.this.now);
			}

			@Override
			public ZoneId getZone() {
				return ZoneOffset.UTC;
			}

			@Override
			public Clock withZone(ZoneId zone) {
				return this;
			}

		};
	}

	/** Let time pass. */
	public void runFor(Duration duration) {
		long end = this.now + duration.toNanos();
		while (this.size > 0 && this.heap[0].at <= end) {
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
			if (this.size == 0 || this.heap[0].at > end) {
				throw new AssertionError(
						"Not within " + limit + " of virtual time, at " + Duration.ofNanos(this.now) + ": " + what);
			}
			runNext();
		}
	}

	/** Add to what {@link #trace()} tells runs apart by. */
	public void mark(long value) {
		this.trace = (this.trace ^ value) * PRIME;
	}

	/** Differs, as good as certainly, unless the same ran at the same times. */
	public long trace() {
		return this.trace;
	}

	/** How many tasks have run. */
	public long ran() {
		return this.ran;
	}

	private void runNext() {
		Event event = this.heap[0];
		Event last = this.heap[--this.size];
		this.heap[this.size] = null;
		if (this.size > 0) {
			siftDown(last);
		}
		this.now = event.at;
		Runnable task = event.task;
		if (task != null) {
			this.ran++;
			mark(event.at);
			mark(event.sequence);
			task.run();
		}
	}

	private void siftUp(int from) {
		Event event = this.heap[from];
		int at = from;
		while (at > 0) {
			int parent = (at - 1) / 2;
			if (!event.isBefore(this.heap[parent])) {
				break;
			}
			this.heap[at] = this.heap[parent];
			at = parent;
		}
		this.heap[at] = event;
	}

	private void siftDown(Event event) {
		int at = 0;
		int child = 1;
		while (child < this.size) {
			if (child + 1 < this.size && this.heap[child + 1].isBefore(this.heap[child])) {
				child++;
			}
			if (!this.heap[child].isBefore(event)) {
				break;
			}
			this.heap[at] = this.heap[child];
			at = child;
			child = 2 * at + 1;
		}
		this.heap[at] = event;
	}

	private static final class Event implements Subscription {

		private final long at;

		private final long sequence;

		private Runnable task;

		private Event(long at, long sequence, Runnable task) {
			this.at = at;
			this.sequence = sequence;
			this.task = task;
		}

		private boolean isBefore(Event other) {
			return (this.at != other.at) ? this.at < other.at : this.sequence < other.sequence;
		}

		@Override
		public void close() {
			this.task = null;
		}

	}

}
