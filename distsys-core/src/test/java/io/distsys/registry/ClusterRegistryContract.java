package io.distsys.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.distsys.cluster.NodeId;
import io.distsys.registry.RegistrationResult.Registered;
import io.distsys.registry.RegistrationResult.Taken;
import io.distsys.registry.RegistryEvent.NameRegistered;
import io.distsys.registry.RegistryEvent.NameReleased;
import io.distsys.registry.RegistryEvent.NameUpdated;
import io.distsys.registry.RegistryEvent.Reason;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * What every registry promises, whatever its guarantee: two nodes that see each other.
 */
abstract class ClusterRegistryContract {

	static final Duration LONG = Duration.ofMinutes(1);

	final ThreadEventLoop loop = new ThreadEventLoop("distsys-core-test", MonotonicClock.system());

	final ExecutorService users = Executors.newCachedThreadPool();

	abstract NodeId one();

	/** That of the first node. */
	abstract ClusterRegistry first();

	/** That of the second node. */
	abstract ClusterRegistry second();

	@AfterEach
	void stop() {
		this.users.shutdownNow();
		this.loop.close();
	}

	@Test
	void aNameHasOneHolderUntilItGivesItUp() {
		List<RegistryEvent> events = new CopyOnWriteArrayList<>();
		second().subscribe(events::add);
		Registration registration = registered(first().register("a/x", Map.of("port", "1")));
		assertThat(registration.isHeld()).isTrue();
		await().atMost(LONG).until(() -> second().find("a/x").isPresent());
		assertThat(second().register("a/x", Map.of())).isEqualTo(new Taken(one(), Map.of("port", "1")));
		await().atMost(LONG).until(() -> events.size() == 1);
		assertThat(registration.update(Map.of("port", "2"))).isTrue();
		await().atMost(LONG).until(() -> events.size() == 2);
		assertThat(second().find("a/x").orElseThrow().metadata()).isEqualTo(Map.of("port", "2"));
		assertThat(registration.unregister()).isTrue();
		assertThat(registration.isHeld()).isFalse();
		assertThat(registration.unregister()).isFalse();
		assertThat(registration.update(Map.of())).isFalse();
		await().atMost(LONG).until(() -> second().find("a/x").isEmpty());
		assertThat(registered(second().register("a/x", Map.of())).token()).isGreaterThan(registration.token());
		await().atMost(LONG).until(() -> events.size() == 4);
		assertThat(events.get(0)).isInstanceOfSatisfying(NameRegistered.class,
				(event) -> assertThat(event.reason()).isEqualTo(Reason.REGISTERED));
		assertThat(events.get(1)).isInstanceOf(NameUpdated.class);
		assertThat(events.get(2)).isInstanceOfSatisfying(NameReleased.class,
				(event) -> assertThat(event.reason()).isEqualTo(Reason.UNREGISTERED));
		assertThat(events.get(3)).isInstanceOf(NameRegistered.class);
	}

	@Test
	void aNodeReadsItsOwnWrites() {
		Registration registration = registered(first().register("x", Map.of("k", "v")));
		assertThat(first().find("x")).contains(new RegisteredName("x", one(), registration.token(), Map.of("k", "v")));
		assertThat(registration.update(Map.of("k", "w"))).isTrue();
		assertThat(first().find("x").orElseThrow().metadata()).isEqualTo(Map.of("k", "w"));
		assertThat(registration.metadata()).isEqualTo(Map.of("k", "w"));
		registration.unregister();
		assertThat(first().find("x")).isEmpty();
	}

	@Test
	void aRegistrationSaysForPeopleWhatItIs() {
		RegistrationResult result = first().register("x", Map.of());
		Registration registration = registered(result);
		assertThat(result).hasToString("Registered[registration=name 'x' (token " + registration.token() + ")]");
		registration.unregister();
		assertThat(registration).hasToString("name 'x' (token " + registration.token() + ", not held)");
	}

	@Test
	void aNameIsRegisteredOnceOnANodeAndIsNotEmpty() {
		registered(first().register("x", Map.of()));
		assertThatIllegalStateException().isThrownBy(() -> first().register("x", Map.of()))
			.withMessage(
					"This node has registered the name 'x' already: update that registration, or unregister it first");
		assertThatIllegalArgumentException().isThrownBy(() -> first().register("", Map.of()));
	}

	@Test
	void metadataThatAreTooLongAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> first().register("x", Map.of("k", "v".repeat(70_000))))
			.withMessageContaining("65535 bytes");
		Map<String, String> tooLong = Map.of("k", "v".repeat(40_000), "l", "v".repeat(40_000));
		assertThatIllegalArgumentException().isThrownBy(() -> first().register("x", tooLong))
			.withMessageContaining("65536 are allowed");
		assertThat(first().find("x")).isEmpty();
		Registration registration = registered(first().register("x", Map.of("k", "v")));
		assertThatIllegalArgumentException().isThrownBy(() -> registration.update(tooLong))
			.withMessageContaining("65536 are allowed");
		assertThatIllegalArgumentException().isThrownBy(() -> registration.updateAsync(tooLong));
		assertThat(registration.metadata()).isEqualTo(Map.of("k", "v"));
		assertThat(registration.update(Map.of("k", "v".repeat(65_000)))).isTrue();
	}

	/** One that is refused too late would keep all others from being told. */
	@Test
	void aNameThatIsLongerOnTheWayThanInMemoryIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> first().register("\uD83D\uDE00".repeat(15_000), Map.of()))
			.withMessage("The name has 90000 bytes, 65535 are allowed");
		registered(first().register("x", Map.of()));
		await().atMost(LONG).until(() -> second().find("x").isPresent());
	}

	@Test
	void namesAreFoundByPrefixAndMetadataAndCounted() {
		registered(first().register("mail/b", Map.of("zone", "1", "port", "25")));
		registered(second().register("mail/a", Map.of("zone", "2")));
		registered(first().register("web", Map.of("zone", "1")));
		await().atMost(LONG).until(() -> first().count("") == 3 && second().count("") == 3);
		for (ClusterRegistry registry : List.of(first(), second())) {
			assertThat(registry.list("mail/")).extracting(RegisteredName::name).containsExactly("mail/a", "mail/b");
			assertThat(registry.list("", Map.of("zone", "1"))).extracting(RegisteredName::name)
				.containsExactly("mail/b", "web");
			assertThat(registry.list("mail/", Map.of("zone", "1", "port", "25"))).hasSize(1);
			assertThat(registry.list("mail/", Map.of("zone", "3"))).isEmpty();
			assertThat(registry.count("mail/")).isEqualTo(2);
			assertThat(registry.select((entry) -> entry.node().equals(one()))).extracting(RegisteredName::name)
				.containsExactly("mail/b", "web");
		}
	}

	@Test
	void changesInOneStepDoNotOverwriteEachOther() throws Exception {
		Registration registration = registered(first().register("x", Map.of("count", "0")));
		List<CompletableFuture<Void>> changing = new ArrayList<>();
		for (int thread = 0; thread < 4; thread++) {
			changing.add(CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 50; i++) {
					assertThat(registration.update(ClusterRegistryContract::countOne)).isTrue();
				}
			}, this.users));
		}
		for (CompletableFuture<Void> one : changing) {
			one.get(1, TimeUnit.MINUTES);
		}
		assertThat(registration.metadata()).isEqualTo(Map.of("count", "200"));
		await().atMost(LONG)
			.untilAsserted(
					() -> assertThat(second().find("x").orElseThrow().metadata()).isEqualTo(Map.of("count", "200")));
	}

	/** On a loop on which others are told, and names are given, and lost. */
	@Test
	void anUpdateWhoseFunctionHangsHoldsUpNobodyElse() {
		Registration registration = registered(first().register("x", Map.of("k", "v")));
		await().atMost(LONG).until(() -> second().find("x").isPresent());
		CountDownLatch going = new CountDownLatch(1);
		CompletableFuture<Boolean> updated = updateThatHangs(registration, going);
		registered(second().register("of the second", Map.of()));
		await().atMost(LONG).until(() -> first().find("of the second").isPresent());
		registered(first().register("of the first", Map.of()));
		await().atMost(LONG).until(() -> second().find("of the first").isPresent());
		assertThat(registration.metadata()).containsEntry("k", "v");
		going.countDown();
		assertThat(updated).succeedsWithin(LONG).isEqualTo(true);
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(second().find("x").orElseThrow().metadata()).isEqualTo(Map.of("k", "v2")));
	}

	@Test
	void whatIsGivenUpWhileItsUpdateIsComputedStaysGivenUp() {
		Registration registration = registered(first().register("x", Map.of()));
		assertThat(registration.update((metadata) -> {
			registration.unregister();
			return Map.of("k", "v");
		})).isFalse();
		assertThat(first().find("x")).isEmpty();
		await().atMost(LONG).until(() -> second().find("x").isEmpty());
	}

	private static Map<String, String> countOne(Map<String, String> before) {
		Map<String, String> after = new TreeMap<>(before);
		after.merge("count", "1", (one, other) -> "" + (Integer.parseInt(one) + Integer.parseInt(other)));
		return after;
	}

	@Test
	void aListenerThatFailsDoesNotKeepTheOthersFromHearing() {
		List<RegistryEvent> events = new CopyOnWriteArrayList<>();
		first().subscribe((event) -> {
			throw new IllegalStateException("of the test");
		});
		var subscription = first().subscribe(events::add);
		registered(first().register("x", Map.of()));
		await().atMost(LONG).until(() -> events.size() == 1);
		subscription.close();
		registered(first().register("y", Map.of()));
		List<RegistryEvent> later = new CopyOnWriteArrayList<>();
		first().subscribe(later::add);
		registered(first().register("z", Map.of()));
		await().atMost(LONG).until(() -> later.stream().anyMatch((event) -> event.name().equals("z")));
		assertThat(events).hasSize(1);
	}

	@Test
	void aListenerThatIsBusyHoldsUpNobodyAndIsToldWhatHasBecomeOfEachName() throws Exception {
		Registration kept = registered(first().register("kept", Map.of("by", "first")));
		await().atMost(LONG).until(() -> second().find("kept").isPresent());
		List<RegistryEvent> others = new CopyOnWriteArrayList<>();
		second().subscribe(others::add);
		BusyListener busy = new BusyListener();
		second().subscribe(busy);
		registered(first().register("wakes it", Map.of()));
		assertThat(busy.entered.await(1, TimeUnit.MINUTES)).isTrue();
		Registration brief = registered(first().register("brief", Map.of()));
		await().atMost(LONG).until(() -> second().find("brief").isPresent());
		brief.unregister();
		Registration changed = registered(first().register("changed", Map.of("step", "1")));
		await().atMost(LONG).until(() -> second().find("changed").isPresent());
		assertThat(changed.update(Map.of("step", "2"))).isTrue();
		assertThat(kept.unregister()).isTrue();
		await().atMost(LONG).until(() -> second().find("kept").isEmpty());
		registered(second().register("kept", Map.of("by", "second")));
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(others).filteredOn((event) -> event.name().equals("kept")).hasSize(2));
		assertThat(busy.events).extracting(RegistryEvent::name).containsExactly("wakes it");
		busy.gate.countDown();
		await().atMost(LONG).until(() -> busy.events.size() == 4);
		assertThat(busy.events.subList(1, 4)).containsExactly(
				new NameRegistered(second().find("changed").orElseThrow(), Reason.REGISTERED),
				new NameReleased(new RegisteredName("kept", one(), kept.token(), Map.of("by", "first")),
						Reason.UNREGISTERED),
				new NameRegistered(second().find("kept").orElseThrow(), Reason.REGISTERED));
		assertThat(second().find("changed").orElseThrow().metadata()).isEqualTo(Map.of("step", "2"));
	}

	/** Stays with its first event until the gate is open. */
	private static final class BusyListener implements Consumer<RegistryEvent> {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch gate = new CountDownLatch(1);

		private final List<RegistryEvent> events = new CopyOnWriteArrayList<>();

		@Override
		public void accept(RegistryEvent event) {
			this.events.add(event);
			this.entered.countDown();
			awaitOpen(this.gate);
		}

	}

	/** An update whose function computes until the gate is open; it has begun to. */
	final CompletableFuture<Boolean> updateThatHangs(Registration registration, CountDownLatch gate) {
		CountDownLatch computing = new CountDownLatch(1);
		CompletableFuture<Boolean> updated = CompletableFuture.supplyAsync(() -> registration.update((metadata) -> {
			computing.countDown();
			awaitOpen(gate);
			return Map.of("k", metadata.get("k") + "2");
		}), this.users);
		awaitOpen(computing);
		return updated;
	}

	static void awaitOpen(CountDownLatch gate) {
		try {
			assertThat(gate.await(5, TimeUnit.MINUTES)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	static Registration registered(RegistrationResult result) {
		assertThat(result).isInstanceOf(Registered.class);
		return ((Registered) result).registration();
	}

}
