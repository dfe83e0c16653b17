package io.distsys.benchmarks.topics.node;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

import io.distsys.benchmarks.order.OrderReader;
import io.distsys.faults.history.HistoryWriter;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** What the benchmark of topics orders. */
class Orders {

	private static final long POLL_NANOS = Duration.ofMillis(10).toNanos();

	private final Carriers carriers;

	private final HistoryWriter history;

	Orders(Carriers carriers, HistoryWriter history) {
		this.carriers = carriers;
		this.history = history;
	}

	@EventListener(ApplicationReadyEvent.class)
	void listen() {
		OrderReader.start(this.history, this::follow);
	}

	/**
	 * {@code forget <carrier>}, {@code flood <carrier> <count>}, {@code flooded <carrier>
	 * <count> <patience ms>}, {@code pace <carrier> <per second> <seconds>}, {@code
	 * latencies <carrier> <count> <patience ms> <seconds>}.
	 */
	private String follow(String[] order) throws InterruptedException {
		Arrivals arrivals = this.carriers.arrivals(order[1]);
		return switch (order[0]) {
			case "forget" -> {
				arrivals.forget();
				yield "";
			}
			case "flood" -> flood(this.carriers.publisher(order[1]), number(order[2]));
			case "flooded" -> {
				await(arrivals, number(order[2]), Duration.ofMillis(number(order[3])));
				yield arrivals.flood();
			}
			case "pace" -> pace(this.carriers.publisher(order[1]), number(order[2]), number(order[3]));
			case "latencies" -> {
				await(arrivals, number(order[2]), Duration.ofMillis(number(order[3])));
				yield arrivals.latencies(number(order[2]), Duration.ofSeconds(number(order[4])));
			}
			default -> throw new IllegalArgumentException("There is no order '" + order[0] + "'");
		};
	}

	/** As fast as one thread can. Answers with the clock at the beginning. */
	private static String flood(LongConsumer publisher, int count) {
		long begun = System.nanoTime();
		for (int i = 0; i < count; i++) {
			publisher.accept(-1);
		}
		return Long.toString(begun);
	}

	private static void await(Arrivals arrivals, int count, Duration patience) {
		long deadline = System.nanoTime() + patience.toNanos();
		while (arrivals.count() < count && System.nanoTime() - deadline < 0) {
			LockSupport.parkNanos(POLL_NANOS);
		}
	}

	/** One after another at equal intervals, whatever became of the last. */
	private static String pace(LongConsumer publisher, int perSecond, int seconds) {
		long begun = System.nanoTime();
		long count = (long) perSecond * seconds;
		for (long i = 0; i < count; i++) {
			long due = begun + i * 1_000_000_000L / perSecond;
			for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
			publisher.accept(System.nanoTime());
		}
		return Long.toString(count);
	}

	private static int number(String word) {
		return Integer.parseInt(word);
	}

}
