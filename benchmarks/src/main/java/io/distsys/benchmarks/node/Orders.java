package io.distsys.benchmarks.node;

import java.time.Duration;

import io.distsys.benchmarks.order.Measuring;
import io.distsys.benchmarks.order.OrderReader;
import io.distsys.benchmarks.report.LatencyFigures;
import io.distsys.faults.history.HistoryWriter;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** What the benchmark orders: calls, operations in a closed loop, and local calls. */
class Orders {

	private final Operations operations;

	private final Calls calls;

	private final BlockingCalls blocking;

	private final HistoryWriter history;

	Orders(Operations operations, Calls calls, BlockingCalls blocking, HistoryWriter history) {
		this.operations = operations;
		this.calls = calls;
		this.blocking = blocking;
		this.history = history;
	}

	@EventListener(ApplicationReadyEvent.class)
	void listen() {
		OrderReader.start(this.history, this::measure);
	}

	/**
	 * {@code <operation> <in flight> <warm-up ms> <time ms>}, where the operation may be
	 * {@value Measuring#LOCAL_CALLS}, which one thread makes whatever is in flight.
	 */
	private String measure(String[] order) throws InterruptedException {
		Duration warmUp = Duration.ofMillis(Long.parseLong(order[2]));
		Duration time = Duration.ofMillis(Long.parseLong(order[3]));
		if (order[0].equals(Measuring.LOCAL_CALLS)) {
			return this.calls.local(warmUp, time).line();
		}
		int inFlight = Integer.parseInt(order[1]);
		Runnable call = this.blocking.find(order[0]);
		LatencyFigures figures = (call != null) ? this.blocking.measure(call, inFlight, warmUp, time)
				: ClosedLoop.run(this.operations.named(order[0]), inFlight, warmUp, time);
		return figures.line();
	}

}
