package io.distsys.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

import io.distsys.registry.Registration.Loss;
import io.distsys.registry.RegistrationResult.Registered;
import io.distsys.registry.RegistrationResult.Taken;
import io.distsys.registry.RegistryEvent.NameRegistered;
import io.distsys.registry.RegistryEvent.NameReleased;
import io.distsys.registry.RegistryEvent.NameUpdated;
import io.distsys.time.HybridLogicalClock;
import io.distsys.tracker.SimulatedTrackers;
import io.distsys.tracker.SimulatedTrackers.Process;

import static org.assertj.core.api.Assertions.assertThat;

/** Nodes with an available registry each, and clocks that are wrong, in virtual time. */
final class SimulatedRegistries {

	private static final Instant BEGINNING = Instant.parse("2026-11-22T12:00:00Z");

	final SimulatedTrackers nodes;

	private final ConflictRule rule;

	private final Map<Process, Naming> namings = new HashMap<>();

	SimulatedRegistries(long seed, int count, ConflictRule rule) {
		this.nodes = new SimulatedTrackers(seed, count);
		this.rule = rule;
		this.nodes.processes.forEach((process) -> this.namings.put(process, new Naming(process)));
	}

	static SimulatedRegistries together(int count, ConflictRule rule) {
		SimulatedRegistries registries = new SimulatedRegistries(1, count, rule);
		registries.nodes.await("all see each other", Duration.ofSeconds(1), () -> registries.nodes.processes.stream()
			.allMatch((process) -> process.membership.view().nodes().size() == count));
		registries.nodes.time.runFor(Duration.ofMillis(10));
		return registries;
	}

	Naming start() {
		Process process = this.nodes.start();
		Naming naming = new Naming(process);
		this.namings.put(process, naming);
		return naming;
	}

	Naming get(int index) {
		return of(this.nodes.processes.get(index));
	}

	Naming of(Process process) {
		Naming naming = this.namings.get(process);
		assertThat(naming).isNotNull();
		return naming;
	}

	List<Naming> alive() {
		return this.nodes.alive().stream().map(this::of).toList();
	}

	void await(String what, BooleanSupplier condition) {
		this.nodes.await(what, SimulatedTrackers.REPAIRED, condition);
	}

	void runFor(Duration duration) {
		this.nodes.time.runFor(duration);
	}

	/** What should be registered once nothing is cut any more. */
	Map<String, RegisteredName> lastWriters() {
		Map<String, RegisteredName> last = new TreeMap<>();
		alive().forEach((naming) -> naming.mine.forEach((name, registration) -> {
			if (registration.isHeld()) {
				RegisteredName entry = new RegisteredName(name, naming.process.id, registration.token(),
						registration.metadata());
				last.merge(name, entry, SimulatedRegistries::later);
			}
		}));
		return last;
	}

	private static RegisteredName later(RegisteredName one, RegisteredName other) {
		int byTime = one.token().compareTo(other.token());
		boolean first = (byTime != 0) ? byTime > 0 : one.node().compareTo(other.node()) > 0;
		return first ? one : other;
	}

	/** One node, what it holds, and what its listener was told. */
	final class Naming {

		final Process process;

		final AvailableRegistry registry;

		final Map<String, Registration> mine = new TreeMap<>();

		final List<Loss> losses = new ArrayList<>();

		final List<RegistryEvent> events = new ArrayList<>();

		final Map<String, RegisteredName> told = new TreeMap<>();

		/** Events that do not follow from those before. */
		final List<String> contradictions = new ArrayList<>();

		private final Set<Registration> toldOfLoss = new HashSet<>();

		private Naming(Process process) {
			this.process = process;
			long skew = random().nextInt(1000) - 500L;
			HybridLogicalClock clock = new HybridLogicalClock(
					SimulatedRegistries.this.nodes.time.wallClock(BEGINNING.plusMillis(skew)), Duration.ofMinutes(1));
			this.registry = new AvailableRegistry(process.id, process.tracker, clock, SimulatedRegistries.this.rule,
					new RegistryThreads(process.loop, process.loop));
			this.registry.subscribe(this::onEvent);
		}

		private Random random() {
			return SimulatedRegistries.this.nodes.random();
		}

		private void onEvent(RegistryEvent event) {
			this.events.add(event);
			if (event instanceof NameRegistered registered) {
				replace(event, null, registered.entry());
			}
			else if (event instanceof NameUpdated updated) {
				replace(event, updated.before(), updated.after());
			}
			else if (event instanceof NameReleased released) {
				replace(event, released.entry(), null);
			}
		}

		private void replace(RegistryEvent event, RegisteredName expected, RegisteredName after) {
			RegisteredName before = (after != null) ? this.told.put(event.name(), after)
					: this.told.remove(event.name());
			if (!Objects.equals(before, expected)) {
				this.contradictions.add(event + " after " + before);
			}
		}

		Registration register(String name, Map<String, String> metadata) {
			Registration registration = ClusterRegistryContract.registered(this.registry.register(name, metadata));
			this.mine.put(name, registration);
			registration.onLost((loss) -> {
				assertThat(this.toldOfLoss.add(registration)).isTrue();
				assertThat(registration.isHeld()).isFalse();
				this.losses.add(loss);
				this.mine.remove(name, registration);
			});
			return registration;
		}

		Map<String, RegisteredName> known() {
			Map<String, RegisteredName> known = new TreeMap<>();
			this.registry.stream().forEach((entry) -> known.put(entry.name(), entry));
			return known;
		}

		void actRandomly() {
			String name = "k" + random().nextInt(6);
			Map<String, String> metadata = Map.of("value", "" + random().nextInt(1000));
			Registration own = this.mine.get(name);
			if (own == null) {
				registerIfFree(name, metadata);
			}
			else if (random().nextBoolean()) {
				assertThat(own.update(metadata)).isEqualTo(own.isHeld());
			}
			else {
				assertThat(own.unregister()).isTrue();
				assertThat(this.registry.find(name)).map(RegisteredName::node)
					.isNotEqualTo(Optional.of(this.process.id));
				this.mine.remove(name);
			}
		}

		private void registerIfFree(String name, Map<String, String> metadata) {
			Optional<RegisteredName> holder = this.registry.find(name);
			if (holder.isEmpty()) {
				register(name, metadata);
				assertThat(this.registry.find(name)).map(RegisteredName::node).contains(this.process.id);
			}
			else {
				RegistrationResult result = this.registry.register(name, metadata);
				assertThat(result).isNotInstanceOf(Registered.class)
					.isEqualTo(new Taken(holder.get().node(), holder.get().metadata()));
			}
		}

	}

}
