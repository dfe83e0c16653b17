package io.distsys.spring;

import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events that wait to be published, in order: of more than {@value #BOUND} the oldest are
 * dropped, which is counted, and logged once until all have gone. To be guarded by a
 * lock.
 */
final class WaitingEvents {

	private static final Logger logger = LoggerFactory.getLogger(WaitingEvents.class);

	private static final int BOUND = 1000;

	private final String of;

	private final Queue<Object> events = new ArrayDeque<>();

	private boolean overflows;

	private long dropped;

	/**
	 * Create it.
	 * @param of whose events they are
	 */
	WaitingEvents(String of) {
		this.of = of;
	}

	void add(Object event) {
		if (this.events.size() == BOUND) {
			this.events.remove();
			this.dropped++;
			if (!this.overflows) {
				logger.warn("Dropped an application event, more come than listeners take of={} dropped={}", this.of,
						this.dropped);
			}
			this.overflows = true;
		}
		this.events.add(event);
	}

	/** The oldest, {@literal null} if none waits. */
	@Nullable Object poll() {
		Object event = this.events.poll();
		this.overflows &= event != null;
		return event;
	}

	int size() {
		return this.events.size();
	}

	/** How many were dropped since the start. */
	long dropped() {
		return this.dropped;
	}

}
