package io.distsys.faults.check;

import io.distsys.faults.history.Event;

/**
 * All open answers of the fence of one grant to one process.
 *
 * @param first the first one
 * @param last the last one
 */
record Tenure(Event first, Event last) {

	String resource() {
		return this.first.resource();
	}

	long token() {
		return this.first.token();
	}

	String process() {
		return this.first.process();
	}

	Tenure extendedBy(Event event) {
		return new Tenure((event.at() < this.first.at()) ? event : this.first,
				(event.from() > this.last.from()) ? event : this.last);
	}

	/** An instant at which the fence was certainly open, or had been for a while. */
	long begin() {
		return this.first.at();
	}

	/** An instant up to which the fence was certainly open. */
	long end() {
		return this.last.from();
	}

	boolean overlaps(Tenure other) {
		return Math.max(begin(), other.begin()) <= Math.min(end(), other.end());
	}

	/** Whether this one certainly began before the other one. */
	boolean beganBefore(Tenure other) {
		return begin() < other.first.from();
	}

	@Override
	public String toString() {
		return process() + " with token " + token();
	}

}
