package io.distsys.benchmarks.workers.node;

import java.time.Duration;

import io.distsys.benchmarks.order.OrderReader;
import io.distsys.faults.history.HistoryWriter;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** What the benchmark of workers orders. */
class Orders {

	private final Starts starts;

	private final Calls calls;

	private final Returns returns;

	private final Footprint footprint;

	private final HistoryWriter history;

	Orders(Starts starts, Calls calls, Returns returns, Footprint footprint, HistoryWriter history) {
		this.starts = starts;
		this.calls = calls;
		this.returns = returns;
		this.footprint = footprint;
		this.history = history;
	}

	@EventListener(ApplicationReadyEvent.class)
	void listen() {
		OrderReader.start(this.history, this::follow);
	}

	/**
	 * {@code start <word of the keys> <count> <in flight>},
	 * {@code start-all <type> <word>
	 * <count>}, {@code count}, {@code heap}, {@code slots}, {@code returned <type> <word>
	 * <count>},
	 * {@code call|call-stages <word> <count> here|there <under way> <warm-up ms> <time
	 * ms>}.
	 */
	private String follow(String[] order) throws InterruptedException {
		return switch (order[0]) {
			case "start" -> this.starts.some(Keys.of(order[1], number(order[2])), number(order[3]));
			case "start-all" -> this.starts.all(order[1], Keys.of(order[2], number(order[3])));
			case "count" -> this.starts.count();
			case "heap" -> this.footprint.heap();
			case "slots" -> this.footprint.slots();
			case "returned" -> this.returns.all(order[1], Keys.of(order[2], number(order[3])));
			case "call" -> this.calls.waiting(Keys.of(order[1], number(order[2])), order[3].equals("here"),
					number(order[4]), Duration.ofMillis(number(order[5])), Duration.ofMillis(number(order[6])));
			case "call-stages" -> this.calls.stages(Keys.of(order[1], number(order[2])), order[3].equals("here"),
					number(order[4]), Duration.ofMillis(number(order[5])), Duration.ofMillis(number(order[6])));
			default -> throw new IllegalArgumentException("There is no order '" + order[0] + "'");
		};
	}

	private static int number(String word) {
		return Integer.parseInt(word);
	}

}
