package io.distsys.messaging;

import java.time.Duration;

import io.distsys.cluster.NodeId;
import io.distsys.time.MonotonicClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came and could not be read, as a frame or by the handler of its address: all of it
 * is counted, and a line a minute is logged.
 */
final class Malformed {

	static final Duration QUIET = Duration.ofMinutes(1);

	private static final Logger logger = LoggerFactory.getLogger(Malformed.class);

	private final MessagingCounters counters;

	private final MonotonicClock clock;

	private boolean logged;

	private long loggedAtNanos;

	Malformed(MessagingCounters counters, MonotonicClock clock) {
		this.counters = counters;
		this.clock = clock;
	}

	void add(NodeId from, String reason) {
		this.counters.malformed.increment();
		if (isWorthALine()) {
			logger
				.warn("Dropped a frame that cannot be read, does that node run another version? sender={} reason=\"{}\""
						+ " dropped={} (said once a minute at most)", from, reason, this.counters.malformed.sum());
		}
	}

	private synchronized boolean isWorthALine() {
		long now = this.clock.nanos();
		if (this.logged && now - this.loggedAtNanos < QUIET.toNanos()) {
			return false;
		}
		this.logged = true;
		this.loggedAtNanos = now;
		return true;
	}

}
