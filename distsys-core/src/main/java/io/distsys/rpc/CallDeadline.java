package io.distsys.rpc;

import java.time.Duration;
import java.util.function.Supplier;

import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * Until when the caller of the method that runs on a thread waits for its answer. Calls
 * that the method makes on that thread get what is left of it, and no more: an answer
 * that comes later is of no use to anybody.
 *
 * @since 0.1
 */
public final class CallDeadline {

	private static final ThreadLocal<@Nullable Long> PRESENT = new ThreadLocal<>();

	private CallDeadline() {
	}

	/**
	 * Run something that somebody waits for.
	 * @param <T> what it returns
	 * @param deadlineNanos how long, on this node's monotonic clock;
	 * {@link Long#MAX_VALUE} if nobody does
	 * @param work is run on the calling thread
	 * @return what it returned
	 */
	static <T> T call(long deadlineNanos, Supplier<T> work) {
		Long outer = PRESENT.get();
		set((deadlineNanos == Long.MAX_VALUE) ? null : deadlineNanos);
		try {
			return work.get();
		}
		finally {
			set(outer);
		}
	}

	private static void set(@Nullable Long deadlineNanos) {
		if (deadlineNanos != null) {
			PRESENT.set(deadlineNanos);
		}
		else {
			PRESENT.remove();
		}
	}

	/**
	 * How long a call from the calling thread may take.
	 * @param timeout how long it would by itself
	 * @param clock this node's monotonic clock
	 * @return what is left of the time of the method that runs on this thread, or the
	 * timeout if that is shorter or no such method runs; zero if no time is left
	 */
	static Duration within(Duration timeout, MonotonicClock clock) {
		Long deadline = PRESENT.get();
		if (deadline == null) {
			return timeout;
		}
		Duration left = Duration.ofNanos(Math.max(0, deadline - clock.nanos()));
		return (left.compareTo(timeout) < 0) ? left : timeout;
	}

}
