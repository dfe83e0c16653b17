package io.distsys.messaging;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of large messages of one sender and lane together. The lane keeps their
 * order, so that it has one message in hand at most; one whose next part is missing is
 * dropped.
 */
final class Assembly {

	private final int maxBytes;

	private final boolean isOvertaken;

	private byte @Nullable [] whole;

	private int filled;

	private long beganAtNanos;

	/**
	 * @param maxBytes size of the largest message
	 * @param isOvertaken whether others may come between two parts; else they say that no
	 * more parts will
	 */
	Assembly(int maxBytes, boolean isOvertaken) {
		this.maxBytes = maxBytes;
		this.isOvertaken = isOvertaken;
	}

	/** Forget what is not complete: what follows does not continue it. */
	void drop() {
		this.whole = null;
	}

	/**
	 * Take what has come.
	 * @return the messages that are complete
	 * @throws IllegalArgumentException if a part belongs to no message that can be
	 */
	List<Envelope> join(List<Envelope> envelopes, long nowNanos) {
		if (this.whole == null && envelopes.stream().noneMatch(Envelope.Part.class::isInstance)) {
			return envelopes;
		}
		List<Envelope> complete = new ArrayList<>();
		for (Envelope envelope : envelopes) {
			if (envelope instanceof Envelope.Part part) {
				add(part, nowNanos, complete);
			}
			else {
				if (!this.isOvertaken) {
					drop();
				}
				complete.add(envelope);
			}
		}
		return complete;
	}

	private void add(Envelope.Part part, long nowNanos, List<Envelope> complete) {
		if (part.offset() == 0) {
			begin(part, nowNanos);
		}
		byte[] bytes = this.whole;
		if (bytes == null || part.offset() != this.filled || part.total() != bytes.length
				|| part.payload().length > bytes.length - this.filled) {
			drop();
			return;
		}
		System.arraycopy(part.payload(), 0, bytes, this.filled, part.payload().length);
		this.filled += part.payload().length;
		if (this.filled == bytes.length) {
			drop();
			complete.add(read(bytes));
		}
	}

	private void begin(Envelope.Part part, long nowNanos) {
		drop();
		if (part.total() <= 0 || part.total() > this.maxBytes) {
			throw new IllegalArgumentException(
					"A message cannot have " + part.total() + " bytes, at most " + this.maxBytes);
		}
		this.whole = new byte[part.total()];
		this.filled = 0;
		this.beganAtNanos = nowNanos;
	}

	/** What is left of the time of a call was written when its first part went. */
	private Envelope read(byte[] bytes) {
		Envelope envelope = Frame.decodeWhole(bytes, this.beganAtNanos);
		if (envelope instanceof Envelope.Part) {
			throw new IllegalArgumentException("A part has no parts");
		}
		return envelope;
	}

}
