package io.distsys.faults.node;

import java.time.Duration;

import io.distsys.worker.WorkerType;
import io.distsys.worker.Workers;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Calls workers of all slots, from each node; what becomes of a call is the workers'
 * tests' matter.
 */
@Component
class TallyCaller {

	private static final int KEYS = 24;

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final WorkerType<Tally> tallies;

	private int next;

	TallyCaller(Workers workers) {
		this.tallies = workers.of(Tally.class).withTimeout(TIMEOUT);
	}

	@Scheduled(fixedDelay = 25)
	void call() {
		this.next = (this.next + 1) % KEYS;
		this.tallies.get("key-" + this.next).act().exceptionally((failure) -> 0L);
	}

}
