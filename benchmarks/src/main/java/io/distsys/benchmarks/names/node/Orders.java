package io.distsys.benchmarks.names.node;

import java.time.Duration;

import io.distsys.benchmarks.order.OrderReader;
import io.distsys.faults.history.HistoryWriter;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** What the benchmark of names orders. */
class Orders {

	private final Registrations registrations;

	private final LookUps lookUps;

	private final Sightings sightings;

	private final HistoryWriter history;

	Orders(Registrations registrations, LookUps lookUps, Sightings sightings, HistoryWriter history) {
		this.registrations = registrations;
		this.lookUps = lookUps;
		this.sightings = sightings;
		this.history = history;
	}

	@EventListener(ApplicationReadyEvent.class)
	void listen() {
		OrderReader.start(this.history, this::follow);
	}

	/**
	 * {@code register <carrier> <word> <callers> <warm-up ms> <time ms>}, {@code some
	 * <carrier> <word> <callers> <count>}, {@code known <carrier> <word> <count>
	 * <patience ms>}, {@code give-up <carrier>},
	 * {@code look-up <carrier> <word> <count> <batch> <warm-up ms> <time ms>},
	 * {@code listen <carrier> <word> <count>}, {@code pace <carrier> <word> <count>
	 * <per second>}, {@code seen <carrier> <count> <patience ms>}.
	 */
	private String follow(String[] order) throws InterruptedException {
		Carrier carrier = Carrier.valueOf(order[1]);
		return switch (order[0]) {
			case "register" ->
				this.registrations.steadily(carrier, order[2], number(order[3]), millis(order[4]), millis(order[5]));
			case "some" -> this.registrations.some(carrier, order[2], number(order[3]), number(order[4]));
			case "known" -> this.registrations.known(carrier, order[2], number(order[3]), millis(order[4]));
			case "give-up" -> this.registrations.giveUp(carrier);
			case "look-up" -> this.lookUps.measure(carrier, order[2], number(order[3]), number(order[4]),
					millis(order[5]), millis(order[6]));
			case "listen" -> this.sightings.listen(carrier, order[2], number(order[3]));
			case "pace" -> this.sightings.pace(carrier, order[2], number(order[3]), number(order[4]));
			case "seen" -> this.sightings.seen(number(order[2]), millis(order[3]));
			default -> throw new IllegalArgumentException("There is no order '" + order[0] + "'");
		};
	}

	private static int number(String word) {
		return Integer.parseInt(word);
	}

	private static Duration millis(String word) {
		return Duration.ofMillis(number(word));
	}

}
