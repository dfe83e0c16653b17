package io.distsys.time;

import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait for their time. Most are taken back long before it, so that to take one
 * back must cost as little as to add it, and leave nothing. Thread-safe; times are those
 * of one monotonic clock.
 */
final class Timers {

	/** Times that are farther apart cannot be compared. */
	private static final long LONGEST_NANOS = Long.MAX_VALUE >> 1;

	private final NavigableMap<Due, Runnable> waiting = new ConcurrentSkipListMap<>();

	private final AtomicLong numbers = new AtomicLong();

	/**
	 * Add a task.
	 * @return takes it back when closed before it is polled
	 */
	Subscription add(Runnable task, long nowNanos, long delayNanos) {
		long delay = Math.max(0, Math.min(delayNanos, LONGEST_NANOS));
		Due due = new Due(nowNanos + delay, this.numbers.incrementAndGet());
		this.waiting.put(due, task);
		return () -> this.waiting.remove(due);
	}

	/** Take the first one, if its time has come at the time that is given. */
	@Nullable Runnable poll(long nanos) {
		Map.Entry<Due, Runnable> first = this.waiting.firstEntry();
		while (first != null && first.getKey().nanos() - nanos <= 0) {
			if (this.waiting.remove(first.getKey()) != null) {
				return first.getValue();
			}
			first = this.waiting.firstEntry();
		}
		return null;
	}

	/** How long until the time of the first has come. */
	long remainingNanos(long nowNanos) {
		Map.Entry<Due, Runnable> first = this.waiting.firstEntry();
		return (first != null) ? first.getKey().nanos() - nowNanos : LONGEST_NANOS;
	}

	int size() {
		return this.waiting.size();
	}

	/**
	 * When, and which of those of the same time.
	 *
	 * @param nanos the time
	 * @param number grows
	 */
	private record Due(long nanos, long number) implements Comparable<Due> {

		@Override
		public int compareTo(Due other) {
			long later = this.nanos - other.nanos;
			return (later != 0) ? Long.signum(later) : Long.compare(this.number, other.number);
		}

	}

}
