package io.distsys.worker;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;

/**
 * States that have come here ahead of their slot's grant. They are forgotten when the
 * slot goes elsewhere, or after a while.
 */
final class StateInbox {

	static final Duration KEPT = Duration.ofMinutes(5);

	private static final long CAPACITY = 256L << 20;

	private final Map<StatePart.Id, Parts> states = new HashMap<>();

	private final LongSupplier clock;

	private long size;

	StateInbox(LongSupplier clock) {
		this.clock = clock;
	}

	synchronized Reply put(StatePart part) {
		purge();
		if (this.size + part.bytes().length > CAPACITY) {
			return new Reply.Refused(Refusal.BUFFER_FULL, new byte[0]);
		}
		Parts parts = this.states.computeIfAbsent(part.id(), (id) -> new Parts(part.count()));
		parts.touchedNanos = this.clock.getAsLong();
		if (part.count() == parts.count && parts.byIndex.putIfAbsent(part.index(), part.bytes()) == null) {
			this.size += part.bytes().length;
		}
		return new Reply.Answered(new byte[0]);
	}

	synchronized Optional<byte[]> take(StatePart.Id id) {
		Parts parts = this.states.remove(id);
		if (parts == null) {
			return Optional.empty();
		}
		this.size -= parts.bytes();
		return (parts.byIndex.size() == parts.count) ? Optional.of(parts.joined()) : Optional.empty();
	}

	/** The slot was granted to somebody else after that state was made. */
	synchronized void discard(String type, int slot, long newerToken) {
		if (!this.states.isEmpty()) {
			this.states.keySet()
				.stream()
				.filter((id) -> id.type().equals(type) && id.slot() == slot && id.token() < newerToken)
				.toList()
				.forEach(this::take);
		}
	}

	synchronized void purge() {
		long now = this.clock.getAsLong();
		this.states.entrySet()
			.stream()
			.filter((entry) -> now - entry.getValue().touchedNanos > KEPT.toNanos())
			.map(Map.Entry::getKey)
			.toList()
			.forEach(this::take);
	}

	private static final class Parts {

		private final int count;

		private final TreeMap<Integer, byte[]> byIndex = new TreeMap<>();

		private long touchedNanos;

		private Parts(int count) {
			this.count = count;
		}

		private long bytes() {
			return this.byIndex.values().stream().mapToLong((part) -> part.length).sum();
		}

		private byte[] joined() {
			ByteArrayOutputStream joined = new ByteArrayOutputStream();
			this.byIndex.values().forEach(joined::writeBytes);
			return joined.toByteArray();
		}

	}

}
