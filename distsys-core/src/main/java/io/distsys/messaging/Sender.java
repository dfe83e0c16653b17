package io.distsys.messaging;

/** A node that something came from. */
final class Sender {

	private final Inbox control;

	private final Inbox bulk;

	/** When it was in the view. */
	volatile long lastSeenNanos;

	Sender(Inbox control, Inbox bulk, long nowNanos) {
		this.control = control;
		this.bulk = bulk;
		this.lastSeenNanos = nowNanos;
	}

	Inbox inbox(Lane lane) {
		return (lane == Lane.CONTROL) ? this.control : this.bulk;
	}

}
