package io.distsys.messaging;

import java.util.List;

/**
 * What has come from one sender on one lane. A frame is accepted only if it continues
 * what was accepted; the sender has one frame in flight, so that this alone keeps order
 * and drops what comes twice.
 */
final class Inbox {

	private final MessagingCounters counters;

	private long stream;

	private long lastSequence;

	Inbox(MessagingCounters counters) {
		this.counters = counters;
	}

	/**
	 * Accept or drop a frame. The acceptor runs under the lock of this inbox, so that two
	 * transport threads cannot swap two frames.
	 */
	synchronized void accept(Frame frame, Acceptor acceptor) {
		int count = frame.envelopes().size();
		if (frame.stream() > this.stream) {
			this.stream = frame.stream();
			this.lastSequence = 0;
		}
		if (frame.stream() < this.stream || frame.first() <= this.lastSequence) {
			this.counters.duplicates.add(count);
			return;
		}
		this.counters.lost.add(frame.first() - this.lastSequence - 1);
		this.counters.received.add(count);
		this.lastSequence = frame.first() + count - 1;
		acceptor.accept(frame.envelopes());
	}

	/** Takes accepted messages. */
	@FunctionalInterface
	interface Acceptor {

		void accept(List<Envelope> envelopes);

	}

}
