package io.distsys.messaging;

import java.util.List;

/**
 * What has come from one sender on one lane. A frame is accepted only if it continues
 * what was accepted. That alone keeps order and drops what comes twice; and little is
 * lost by it, for a sender has one frame in flight, or a path that keeps order too.
 */
final class Inbox {

	private final MessagingCounters counters;

	private final LaneCounters losses;

	private final Assembly assembly;

	private long stream;

	private long lastSequence;

	/**
	 * @param maxBytes size of the largest message
	 */
	Inbox(MessagingCounters counters, Lane lane, int maxBytes) {
		this.counters = counters;
		this.losses = counters.of(lane);
		this.assembly = new Assembly(maxBytes, lane == Lane.CONTROL);
	}

	/**
	 * Accept or drop a frame. The acceptor runs under the lock of this inbox, so that two
	 * transport threads cannot swap two frames.
	 * @throws IllegalArgumentException if what has come in parts is no message
	 */
	synchronized void accept(Frame frame, long nowNanos, Acceptor acceptor) {
		int count = frame.envelopes().size();
		if (frame.stream() > this.stream) {
			this.stream = frame.stream();
			this.lastSequence = 0;
			this.assembly.drop();
		}
		if (frame.stream() < this.stream || frame.first() <= this.lastSequence) {
			this.losses.duplicates.add(count);
			return;
		}
		long lost = frame.first() - this.lastSequence - 1;
		if (lost > 0) {
			this.losses.lost.add(lost);
			this.assembly.drop();
		}
		this.counters.received.add(count);
		this.lastSequence = frame.first() + count - 1;
		acceptor.accept(this.assembly.join(frame.envelopes(), nowNanos));
	}

	/** Takes accepted messages. */
	@FunctionalInterface
	interface Acceptor {

		void accept(List<Envelope> envelopes);

	}

}
