package io.distsys.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.distsys.registry.Registration.Loss;
import io.distsys.registry.RegistryEvent.NameRegistered;
import io.distsys.registry.RegistryEvent.NameReleased;
import io.distsys.registry.RegistryEvent.Reason;
import io.distsys.registry.SimulatedRegistries.Naming;
import io.distsys.tracker.SimulatedTrackers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names without a majority, in virtual time. Run more seeds with
 * {@code -Dsimulation.seeds=10000}, one alone with {@code -Dsimulation.seed=17}.
 */
@Timeout(300)
class AvailableRegistryStoriesTests {

	private static final Duration LOST = Duration.ofSeconds(6);

	@Test
	void theNamesOfALostNodeAreFreeAndComeAgainWhenItDoes() {
		SimulatedRegistries registries = SimulatedRegistries.together(2, ConflictRule.lastWriter());
		Naming one = registries.get(0);
		Naming two = registries.get(1);
		Registration registration = one.register("x", Map.of());
		registries.await("known", () -> two.registry.find("x").isPresent());
		registries.nodes.cut(one.process, two.process);
		registries.nodes.await("free", LOST, () -> two.registry.find("x").isEmpty());
		assertThat(registration.isHeld()).isTrue();
		registries.nodes.heal();
		registries.await("back", () -> two.registry.find("x").isPresent());
		registries.runFor(Duration.ofMillis(1));
		assertThat(reasons(two)).containsExactly(Reason.REGISTERED, Reason.HOLDER_LOST, Reason.HOLDER_FOUND);
		assertThat(one.losses).isEmpty();
	}

	@Test
	void afterACutTheLaterRegistrationIsKeptOnEveryNodeAndTheOtherIsToldWhy() {
		SimulatedRegistries registries = SimulatedRegistries.together(3, ConflictRule.lastWriter());
		Naming one = registries.get(0);
		Naming two = registries.get(1);
		Naming three = registries.get(2);
		Registration earlier = one.register("x", Map.of("of", "one"));
		registries.await("known", () -> three.registry.find("x").isPresent());
		registries.nodes.cut(one.process, two.process);
		registries.nodes.cut(one.process, three.process);
		registries.nodes.await("free", LOST,
				() -> two.registry.find("x").isEmpty() && three.registry.find("x").isEmpty());
		Registration later = two.register("x", Map.of("of", "two"));
		assertThat(later.token()).isGreaterThan(earlier.token());
		assertThat(earlier.isHeld()).isTrue();
		registries.nodes.heal();
		registries.await("one is kept", () -> !earlier.isHeld());
		registries.runFor(Duration.ofSeconds(1));
		assertThat(later.isHeld()).isTrue();
		assertThat(earlier.update(Map.of())).isFalse();
		assertThat(earlier.unregister()).isFalse();
		assertThat(one.losses).singleElement()
			.satisfies((loss) -> assertThat(loss.takenBy()).isEqualTo(two.process.id))
			.extracting(Loss::reason)
			.asString()
			.contains("two nodes held the name");
		for (Naming naming : List.of(one, two, three)) {
			assertThat(naming.registry.find("x").orElseThrow().metadata()).isEqualTo(Map.of("of", "two"));
		}
		assertThat(reasons(one)).containsExactly(Reason.REGISTERED, Reason.CONFLICT, Reason.HOLDER_FOUND);
		assertThat(two.losses).isEmpty();
		assertThat(reasons(two)).containsExactly(Reason.REGISTERED, Reason.HOLDER_LOST, Reason.REGISTERED);
	}

	@Test
	void ofTwoRegistrationsAtTheSameMomentOneIsKept() {
		SimulatedRegistries registries = SimulatedRegistries.together(3, ConflictRule.lastWriter());
		Registration first = registries.get(0).register("x", Map.of());
		Registration second = registries.get(1).register("x", Map.of());
		registries.await("one is kept", () -> first.isHeld() != second.isHeld());
		registries.runFor(Duration.ofSeconds(1));
		Naming kept = registries.get(first.isHeld() ? 0 : 1);
		assertThat(kept.mine.get("x").token()).isEqualTo(first.isHeld() ? first.token() : second.token());
		registries.alive()
			.forEach((naming) -> assertThat(naming.registry.find("x").orElseThrow().node()).isEqualTo(kept.process.id));
	}

	@Test
	void aRuleOfTheUserSeesMetadataAndTimesOfBoth() {
		SimulatedRegistries registries = SimulatedRegistries.together(2, (earlier, later) -> {
			assertThat(earlier.registeredAt()).isLessThan(later.registeredAt());
			assertThat(later.updatedAt()).isGreaterThan(later.registeredAt());
			return (weight(earlier) >= weight(later)) ? earlier : later;
		});
		Naming one = registries.get(0);
		Naming two = registries.get(1);
		Registration earlier = one.register("x", Map.of("weight", "9"));
		registries.nodes.cut(one.process, two.process);
		registries.nodes.await("free", LOST, () -> two.process.membership.view().nodes().size() == 1
				&& one.process.membership.view().nodes().size() == 1 && two.registry.find("x").isEmpty());
		Registration later = two.register("x", Map.of());
		later.update(Map.of("weight", "3"));
		registries.nodes.heal();
		registries.await("one is kept", () -> !later.isHeld());
		registries.runFor(Duration.ofSeconds(1));
		assertThat(earlier.isHeld()).isTrue();
		assertThat(two.losses).hasSize(1);
		assertThat(two.registry.find("x").orElseThrow().metadata()).isEqualTo(Map.of("weight", "9"));
	}

	private static int weight(NameClaim claim) {
		return Integer.parseInt(claim.metadata().getOrDefault("weight", "0"));
	}

	/** Who comes into view says what it holds, not what it held and gave up meanwhile. */
	@Test
	void nobodyGivesWayToANameThatWasGivenUpBeforeTheHeal() {
		SimulatedRegistries registries = SimulatedRegistries.together(2, ConflictRule.lastWriter());
		Naming one = registries.get(0);
		Naming two = registries.get(1);
		Registration registration = one.register("x", Map.of());
		registries.nodes.cut(one.process, two.process);
		registries.nodes.await("free", LOST, () -> two.process.membership.view().nodes().size() == 1
				&& one.process.membership.view().nodes().size() == 1);
		two.register("x", Map.of("long", "-".repeat(100))).unregister();
		two.register("y", Map.of());
		registries.nodes.heal();
		registries.await("healed", () -> registries.nodes.agree());
		registries.runFor(Duration.ofSeconds(1));
		assertThat(registration.isHeld()).isTrue();
		assertThat(one.losses).isEmpty();
	}

	@Test
	void whateverHappensWhatIsHeldIsWhatEveryNodeShowsInTheEnd() {
		long only = Long.getLong("simulation.seed", 0);
		long seeds = Long.getLong("simulation.seeds", 60);
		for (long seed = (only > 0) ? only : 1; seed <= ((only > 0) ? only : seeds); seed++) {
			try {
				runChaos(seed);
			}
			catch (AssertionError | RuntimeException ex) {
				throw new AssertionError("seed " + seed + ", replay with -Dsimulation.seed=" + seed, ex);
			}
		}
	}

	private static void runChaos(long seed) {
		SimulatedRegistries registries = new SimulatedRegistries(seed, 4, ConflictRule.lastWriter());
		SimulatedTrackers nodes = registries.nodes;
		nodes.network.disturb(0.1, 0.1);
		nodes.network.delay(100_000, 30_000_000);
		for (int step = 0; step < 120; step++) {
			disturb(registries);
			registries.alive().forEach(Naming::actRandomly);
			nodes.time.runFor(Duration.ofMillis(nodes.random().nextInt(150)));
		}
		nodes.network.disturb(0, 0);
		nodes.time.runFor(Duration.ofSeconds(15));
		Map<String, RegisteredName> expected = registries.lastWriters();
		nodes.heal();
		registries.await("all show the last writers",
				() -> registries.alive().stream().allMatch((naming) -> naming.known().equals(expected)));
		nodes.time.runFor(Duration.ofSeconds(3));
		for (Naming naming : registries.alive()) {
			assertThat(naming.known()).isEqualTo(expected);
			assertThat(naming.told).isEqualTo(expected);
			assertThat(naming.contradictions).isEmpty();
			assertThat(naming.mine.keySet()).as("what %s holds", naming.process)
				.isEqualTo(expected.values()
					.stream()
					.filter((entry) -> entry.node().equals(naming.process.id))
					.map(RegisteredName::name)
					.collect(Collectors.toSet()));
			naming.mine.values().forEach((registration) -> assertThat(registration.isHeld()).isTrue());
		}
	}

	private static void disturb(SimulatedRegistries registries) {
		SimulatedTrackers nodes = registries.nodes;
		List<SimulatedTrackers.Process> alive = nodes.alive();
		SimulatedTrackers.Process one = alive.get(nodes.random().nextInt(alive.size()));
		SimulatedTrackers.Process other = alive.get(nodes.random().nextInt(alive.size()));
		int choice = nodes.random().nextInt(40);
		if (choice == 0 && alive.size() > 2) {
			nodes.crash(one);
		}
		else if (choice == 1 && alive.size() > 2) {
			nodes.leave(one);
		}
		else if (choice < 4 && one != other) {
			nodes.cut(one, other);
		}
		else if (choice == 4 && alive.size() < 6) {
			registries.start();
		}
		else if (choice == 5) {
			nodes.heal();
			nodes.network.disturb(0.1, 0.1);
		}
	}

	private static List<Reason> reasons(Naming naming) {
		return naming.events.stream().map(AvailableRegistryStoriesTests::reason).toList();
	}

	private static Reason reason(RegistryEvent event) {
		return (event instanceof NameRegistered registered) ? registered.reason() : ((NameReleased) event).reason();
	}

}
