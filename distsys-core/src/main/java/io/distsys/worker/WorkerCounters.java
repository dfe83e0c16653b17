package io.distsys.worker;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What has happened to the workers of one type on this node. */
final class WorkerCounters {

	private final LongAdder[] restarts = Stream.of(RestartReason.values())
		.map((reason) -> new LongAdder())
		.toArray(LongAdder[]::new);

	final LongAdder deadLetters = new LongAdder();

	final LongAdder givenUp = new LongAdder();

	final LongAdder passivated = new LongAdder();

	final LongAdder refused = new LongAdder();

	final LongAdder dropped = new LongAdder();

	final LongAdder handedOver = new LongAdder();

	final LongAdder takenOver = new LongAdder();

	final LongAdder merged = new LongAdder();

	void restarted(RestartReason reason) {
		this.restarts[reason.ordinal()].increment();
	}

	Map<RestartReason, Long> restarts() {
		Map<RestartReason, Long> counted = new EnumMap<>(RestartReason.class);
		for (RestartReason reason : RestartReason.values()) {
			counted.put(reason, this.restarts[reason.ordinal()].sum());
		}
		return counted;
	}

}
