package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.distsys.consensus.ConsensusSettings;
import io.distsys.ownership.SimulatedCore.Process;
import io.distsys.ownership.SimulatedCore.Setup;
import io.distsys.registry.NameLost.Cause;
import io.distsys.registry.Registration;
import io.distsys.registry.RegistrationResult;
import io.distsys.registry.RegistryEvent;
import io.distsys.registry.RegistryEvent.NameRegistered;
import io.distsys.registry.RegistryStatistics;
import io.distsys.registry.RegistryThreads;
import io.distsys.registry.StrongRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Names over the whole strong core, in virtual time. */
@Timeout(60)
class NameStoriesTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	/** Shorter than a lease, so that the session goes on. */
	private static final Duration MOMENT = Duration.ofMillis(600);

	/**
	 * Nobody knows whether the name was given up, so it is still in the table, as this
	 * node's. Its fence is closed for good: a name that is registered again has another.
	 */
	@Test
	void aNameThatWasGivenUpInVainIsRegisteredAgain() {
		for (long seed = 1; seed <= 10; seed++) {
			SimulatedCore core = new SimulatedCore(seed, 3);
			Stream.generate(core::start).limit(3).forEach((process) -> {
			});
			core.time.runUntil("leases", SOON,
					() -> core.alive().stream().allMatch((process) -> process.ownership.lease().isHeld()));
			Process holder = core.alive().get((int) (seed % 3));
			StrongRegistry registry = registry(holder);
			Registration first = register(core, registry);
			core.network.isolate(holder.id());
			CompletableFuture<Boolean> inVain = first.unregisterAsync().toCompletableFuture();
			core.time.runFor(MOMENT);
			assertThat(inVain).as("seed %d", seed).isCompletedExceptionally();
			core.network.heal();
			Registration second = register(core, registry);
			core.time.runUntil("it is held", SOON, second::isHeld);
			assertThat(second.token()).isGreaterThan(first.token());
			long version = holder.table.version();
			core.time.runFor(Duration.ofSeconds(1));
			assertThat(holder.table.version() - version).as("changes of an idle table, seed %d", seed).isLessThan(50);
			core.checkHistory();
		}
	}

	/** Though the fence closes either way. */
	@Test
	void aNameThatIsGivenUpIsNotLostAndOneThatGoesWithTheLeaseIs() {
		SimulatedCore core = new SimulatedCore(1, 3);
		Stream.generate(core::start).limit(3).forEach((process) -> {
		});
		core.time.runUntil("leases", SOON,
				() -> core.alive().stream().allMatch((process) -> process.ownership.lease().isHeld()));
		Process holder = core.alive().get(1);
		StrongRegistry registry = registry(holder);
		CompletableFuture<Boolean> givenUp = register(core, registry).unregisterAsync().toCompletableFuture();
		core.time.runUntil("it is given up", SOON, givenUp::isDone);
		Registration kept = register(core, registry);
		assertThat(registry.statistics()).isEqualTo(new RegistryStatistics(1, 1, Map.of()));
		core.network.isolate(holder.id());
		core.time.runUntil("the lease has ended", SOON, () -> !kept.isHeld());
		core.time.runFor(MOMENT);
		assertThat(registry.statistics()).isEqualTo(new RegistryStatistics(0, 1, Map.of(Cause.LEASE_ENDED, 1L)));
	}

	/** As of a lock: in time to stop what goes with the name. */
	@Test
	void whoeverHoldsANameIsToldBeforeAnotherNodeCanHaveIt() {
		for (long seed = 1; seed <= 5; seed++) {
			holderIsToldBeforeAnotherNodeCanHaveIt(seed);
		}
	}

	private void holderIsToldBeforeAnotherNodeCanHaveIt(long seed) {
		SimulatedCore core = new SimulatedCore(seed, 3);
		Stream.generate(core::start).limit(3).forEach((process) -> {
		});
		core.time.runUntil("leases", SOON,
				() -> core.alive().stream().allMatch((process) -> process.ownership.lease().isHeld()));
		Process holder = core.alive().get((int) (seed % 3));
		Process other = core.alive().get((int) ((seed + 1) % 3));
		Registration registration = register(core, registry(holder));
		FencingToken token = registration.token();
		List<String> told = new ArrayList<>();
		registration.onLost(
				(loss) -> told.add(loss.cause() + " " + loss.token().equals(token) + " held " + registration.isHeld()));
		core.network.isolate(holder.id());
		StrongRegistry ofOther = registry(other);
		core.time.runUntil("another node has it", SOON, () -> {
			boolean free = other.table.find(ResourceKey.of(StrongRegistry.KIND, "x")).isEmpty();
			assertThat(free && told.isEmpty()).as("free and the holder was not told, seed %d", seed).isFalse();
			return free;
		});
		assertThat(told).as("seed %d", seed).containsExactly("LEASE_ENDED true held true");
		Registration taken = register(core, ofOther);
		core.network.heal();
		core.time.runUntil("the former holder knows", SOON, () -> told.size() == 2);
		assertThat(told.get(1)).startsWith("TAKEN true");
		assertThat(taken.isHeld()).isTrue();
		core.checkHistory();
	}

	/**
	 * Nobody else is there who could have it; what goes with it must stop all the same.
	 */
	@Test
	void whoeverHoldsANameIsToldWhenTheMajorityIsGoneAndFindsItAgainWithANewToken() {
		SimulatedCore core = new SimulatedCore(1, 3);
		Stream.generate(core::start).limit(3).forEach((process) -> {
		});
		core.time.runUntil("leases", SOON,
				() -> core.alive().stream().allMatch((process) -> process.ownership.lease().isHeld()));
		Process holder = core.alive().get(0);
		StrongRegistry registry = registry(holder);
		Registration registration = register(core, registry);
		FencingToken token = registration.token();
		List<Cause> told = new ArrayList<>();
		registration.onLost((loss) -> told.add(loss.cause()));
		List<RegistryEvent> events = new ArrayList<>();
		registry.subscribe(events::add);
		core.alive().forEach((process) -> core.network.isolate(process.id()));
		core.time.runUntil("it is not held", SOON, () -> !registration.isHeld());
		assertThat(told).containsExactly(Cause.LEASE_ENDED);
		assertThat(registry.find("x")).as("what it has heard last").isPresent();
		assertThat(events).isEmpty();
		core.network.heal();
		core.time.runUntil("it is held again", SOON, registration::isHeld);
		core.time.runFor(MOMENT);
		assertThat(registration.token()).isGreaterThan(token);
		assertThat(told).hasSize(1);
		assertThat(events).last()
			.isInstanceOfSatisfying(NameRegistered.class,
					(event) -> assertThat(event.entry().token()).isEqualTo(registration.token()));
	}

	/**
	 * They are more than a message takes, in the log and in the table, of which whoever
	 * comes late is sent a copy.
	 */
	@Test
	void namesAsLongAsTheyMayBeReachWhoComesLateAndCostNobodyItsLease() {
		ConsensusSettings often = new ConsensusSettings(3, 5, Duration.ofMillis(200), Duration.ofSeconds(1),
				Duration.ofSeconds(30), Duration.ofMillis(2_020), 50);
		SimulatedCore core = new SimulatedCore(1, new Setup(often, LeaseSettings.ofDefaults(), false, false,
				Duration.ofSeconds(5), Duration.ofSeconds(2)), null);
		Stream.generate(core::start).limit(3).forEach((process) -> {
		});
		core.time.runUntil("leases", SOON,
				() -> core.alive().stream().allMatch((process) -> process.ownership.lease().isHeld()));
		List<Boolean> leases = new ArrayList<>();
		core.alive().forEach((process) -> process.ownership.lease().subscribe(leases::add));
		Map<String, String> longest = Map.of("k", "v".repeat(65_510));
		List<CompletableFuture<RegistrationResult>> asked = new ArrayList<>();
		for (Process process : core.alive()) {
			StrongRegistry registry = registry(process);
			for (int i = 0; i < 100; i++) {
				asked.add(registry.registerAsync("n" + process.number + "." + i, longest, Duration.ofSeconds(20))
					.toCompletableFuture());
			}
		}
		core.time.runUntil("they are registered", Duration.ofSeconds(20),
				() -> asked.stream().allMatch(CompletableFuture::isDone));
		assertThat(asked).noneMatch(CompletableFuture::isCompletedExceptionally);
		Process late = core.start();
		core.time.runUntil("it knows them", Duration.ofSeconds(30),
				() -> late.table.ofKind(StrongRegistry.KIND).count() == 300);
		assertThat(leases).isEmpty();
	}

	private static StrongRegistry registry(Process process) {
		return new StrongRegistry(process.id(), process.ownership, process.loop,
				new RegistryThreads(process.loop, process.loop), () -> false, Duration.ofMillis(300));
	}

	/** As a user does: whoever does not know what has come of it asks again. */
	private static Registration register(SimulatedCore core, StrongRegistry registry) {
		List<CompletableFuture<RegistrationResult>> asked = new ArrayList<>();
		core.time.runUntil("registered", SOON, () -> {
			if (asked.isEmpty() || asked.get(asked.size() - 1).isCompletedExceptionally()) {
				asked.add(registry.registerAsync("x", Map.of(), Duration.ofSeconds(5)).toCompletableFuture());
			}
			return asked.get(asked.size() - 1).isDone() && !asked.get(asked.size() - 1).isCompletedExceptionally();
		});
		return ((RegistrationResult.Registered) asked.get(asked.size() - 1).join()).registration();
	}

}
