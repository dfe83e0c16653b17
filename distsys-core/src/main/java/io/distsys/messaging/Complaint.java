package io.distsys.messaging;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

import io.distsys.cluster.NodeId;
import io.distsys.time.MonotonicClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what is dropped for one cause, and logs a line a minute of it. */
final class Complaint {

	static final Duration QUIET = Duration.ofMinutes(1);

	private static final Logger logger = LoggerFactory.getLogger(Complaint.class);

	private final String cause;

	private final LongAdder counter;

	private final Seldom seldom;

	/**
	 * @param cause for people
	 * @param counter counts all of it
	 */
	Complaint(String cause, LongAdder counter, MonotonicClock clock) {
		this.cause = cause;
		this.counter = counter;
		this.seldom = new Seldom(QUIET, clock);
	}

	void add(NodeId sender, String reason) {
		this.counter.increment();
		if (this.seldom.isTime()) {
			logger.warn("{} sender={} reason=\"{}\" dropped={} (said once a minute at most)", this.cause, sender,
					reason, this.counter.sum());
		}
	}

}
