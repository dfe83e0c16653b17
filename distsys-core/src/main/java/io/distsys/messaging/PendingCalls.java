package io.distsys.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for an answer, in a wheel of buckets by the tick of their deadline.
 * The correlation id names the bucket, so that a call costs one insertion and one
 * removal, and a sweep looks at the calls that are due only (and at those that are whole
 * turns away).
 */
final class PendingCalls {

	private static final int BUCKET_BITS = 9;

	private static final int BUCKETS = 1 << BUCKET_BITS;

	private final List<Map<Long, PendingCall>> buckets;

	private final AtomicLong ids = new AtomicLong();

	private final long originNanos;

	private final long tickNanos;

	private volatile long sweptTick = -1;

	PendingCalls(long originNanos, long tickNanos) {
		this.originNanos = originNanos;
		this.tickNanos = tickNanos;
		this.buckets = Stream.generate(() -> (Map<Long, PendingCall>) new ConcurrentHashMap<Long, PendingCall>())
			.limit(BUCKETS)
			.toList();
	}

	PendingCall add(NodeId to, long nowNanos, long timeoutNanos, boolean relayed) {
		long deadline = nowNanos + timeoutNanos;
		long due = Math.max(tick(deadline), this.sweptTick) + 1;
		long correlation = (this.ids.incrementAndGet() << BUCKET_BITS) | (due & (BUCKETS - 1));
		PendingCall call = new PendingCall(correlation, to, deadline, relayed);
		bucket(correlation).put(correlation, call);
		return call;
	}

	private long tick(long nanos) {
		return Math.floorDiv(nanos - this.originNanos, this.tickNanos);
	}

	private Map<Long, PendingCall> bucket(long correlation) {
		return this.buckets.get((int) (correlation & (BUCKETS - 1)));
	}

	/**
	 * Take a call out; whoever gets it completes it.
	 * @return the call, or {@literal null} if it has already been taken out
	 */
	@Nullable PendingCall remove(long correlation) {
		return bucket(correlation).remove(correlation);
	}

	/** Take out all whose deadline has passed. To be called by one thread at a time. */
	List<PendingCall> removeDue(long nowNanos) {
		List<PendingCall> due = new ArrayList<>();
		long now = tick(nowNanos);
		for (long tick = Math.max(this.sweptTick + 1, now - BUCKETS + 1); tick <= now; tick++) {
			removeIf(this.buckets.get((int) (tick & (BUCKETS - 1))), (call) -> call.deadlineNanos() - nowNanos <= 0,
					due);
		}
		this.sweptTick = now;
		return due;
	}

	List<PendingCall> removeAll(Predicate<PendingCall> which) {
		List<PendingCall> removed = new ArrayList<>();
		this.buckets.forEach((bucket) -> removeIf(bucket, which, removed));
		return removed;
	}

	private static void removeIf(Map<Long, PendingCall> bucket, Predicate<PendingCall> which, List<PendingCall> into) {
		for (PendingCall call : bucket.values()) {
			if (which.test(call) && bucket.remove(call.correlation(), call)) {
				into.add(call);
			}
		}
	}

	int size() {
		return this.buckets.stream().mapToInt(Map::size).sum();
	}

}
