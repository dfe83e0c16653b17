package io.distsys.benchmarks.node;

import java.time.Duration;

import io.distsys.benchmarks.order.OrderReader;
import io.distsys.faults.history.HistoryWriter;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** What the benchmark orders: operations in a closed loop. */
class Orders {

	private final Operations operations;

	private final HistoryWriter history;

	Orders(Operations operations, HistoryWriter history) {
		this.operations = operations;
		this.history = history;
	}

	@EventListener(ApplicationReadyEvent.class)
	void listen() {
		OrderReader.start(this.history, this::measure);
	}

	/** {@code <operation> <in flight> <warm-up ms> <time ms>}. */
	private String measure(String[] order) throws InterruptedException {
		return ClosedLoop
			.run(this.operations.named(order[0]), Integer.parseInt(order[1]),
					Duration.ofMillis(Long.parseLong(order[2])), Duration.ofMillis(Long.parseLong(order[3])))
			.line();
	}

}
