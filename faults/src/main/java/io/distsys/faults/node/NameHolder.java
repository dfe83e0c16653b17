package io.distsys.faults.node;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.ownership.Guarantee;
import io.distsys.registry.ClusterRegistries;
import io.distsys.registry.ClusterRegistry;
import io.distsys.registry.Registration;
import io.distsys.registry.RegistrationResult;

import org.springframework.scheduling.annotation.Scheduled;

/**
 * Wants some available names, each of which all nodes want, and one that is its own.
 * Gives one up from time to time.
 */
class NameHolder {

	private static final List<String> WANTED = List.of("alpha", "beta", "gamma");

	private static final int TURNS_HELD = 150;

	private final ClusterRegistry registry;

	private final HistoryWriter history;

	private final String process;

	private final Map<String, Registration> held = new ConcurrentHashMap<>();

	NameHolder(ClusterRegistries registries, HistoryWriter history, NodeProperties properties) {
		this.registry = registries.get(Guarantee.AVAILABLE);
		this.history = history;
		this.process = properties.node() + "#" + properties.life();
	}

	@Scheduled(fixedDelay = 100)
	void turn() {
		want("own/" + this.process);
		for (String name : WANTED) {
			want(name);
			if (ThreadLocalRandom.current().nextInt(TURNS_HELD) == 0) {
				giveUp(name);
			}
		}
		record();
	}

	private void want(String name) {
		if (!this.held.containsKey(name) && this.registry.register(name,
				Map.of("process", this.process)) instanceof RegistrationResult.Registered got) {
			this.held.put(name, got.registration());
			got.registration().onLost((loss) -> {
				this.history.record(EventKind.LOST, "name/" + name, 0, loss.reason());
				this.held.remove(name, got.registration());
			});
		}
	}

	private void giveUp(String name) {
		Registration registration = this.held.remove(name);
		if (registration != null) {
			registration.unregister();
		}
	}

	private void record() {
		Map<String, String> known = new TreeMap<>();
		this.registry.stream().forEach((entry) -> known.put(entry.name(), entry.metadata().get("process")));
		this.history.record(EventKind.HELD, Words.NAMES, 0, known.toString());
		Map<String, String> own = new TreeMap<>();
		this.held.forEach((name, registration) -> {
			if (registration.isHeld()) {
				own.put(name, this.process);
			}
		});
		this.history.record(EventKind.HELD, Words.HELD, 0, own.toString());
	}

}
