package io.distsys.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeCore;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;
import io.distsys.registry.ClusterRegistries.Scope;
import io.distsys.registry.NameLost.Cause;
import io.distsys.registry.RegistryEvent.NameRegistered;
import io.distsys.registry.RegistryEvent.NameReleased;
import io.distsys.registry.RegistryEvent.Reason;
import org.assertj.core.data.MapEntry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class StrongRegistryTests extends ClusterRegistryContract {

	private final FakeCore core = new FakeCore(this.loop);

	private final NodeId one = new NodeId(0, 1);

	private final NodeId two = new NodeId(0, 2);

	private final FakeCore.NodeCore coreOfOne = this.core.node(this.one);

	private final StrongRegistry first = registry(this.one, this.coreOfOne);

	private final StrongRegistry second = registry(this.two, this.core.node(this.two));

	private StrongRegistry registry(NodeId self, FakeCore.NodeCore own) {
		return new StrongRegistry(self, own, this.loop, new RegistryThreads(this.users, this.users), () -> false, LONG);
	}

	@Override
	NodeId one() {
		return this.one;
	}

	@Override
	ClusterRegistry first() {
		return this.first;
	}

	@Override
	ClusterRegistry second() {
		return this.second;
	}

	@Test
	void nameComesBackWithTheNextSession() {
		List<RegistryEvent> events = new CopyOnWriteArrayList<>();
		this.second.subscribe(events::add);
		Registration registration = registered(this.first.register("x", Map.of("k", "v")));
		var token = registration.token();
		Awaitility.await().until(() -> events.size() == 1);
		this.coreOfOne.loseSession();
		assertThat(registration.isHeld()).isFalse();
		Awaitility.await().until(() -> events.size() == 2);
		assertThat(events.get(1)).isInstanceOfSatisfying(RegistryEvent.NameReleased.class,
				(event) -> assertThat(event.reason()).isEqualTo(RegistryEvent.Reason.HOLDER_LOST));
		this.coreOfOne.openSession();
		Awaitility.await().until(registration::isHeld);
		assertThat(registration.token()).isGreaterThan(token);
		assertThat(this.second.find("x").orElseThrow().metadata()).containsEntry("k", "v");
	}

	@Test
	void nameThatAnotherTookMeanwhileIsLostForGood() {
		Registration registration = registered(this.first.register("x", Map.of()));
		List<Registration.Loss> losses = new CopyOnWriteArrayList<>();
		registration.onLost(losses::add);
		this.coreOfOne.loseSession();
		registered(this.second.register("x", Map.of()));
		this.coreOfOne.openSession();
		Awaitility.await().until(() -> losses.size() == 2);
		assertThat(losses).extracting(Registration.Loss::cause).containsExactly(Cause.LEASE_ENDED, Cause.TAKEN);
		assertThat(losses.get(1).takenBy()).isEqualTo(this.two);
		assertThat(registration.isHeld()).isFalse();
	}

	@Test
	void eachLossWithTheLeaseIsToldAndWhoAsksWhileItIsLostIsToldAtOnce() {
		Registration registration = registered(this.first.register("x", Map.of()));
		List<FencingToken> held = new ArrayList<>();
		List<Registration.Loss> losses = new CopyOnWriteArrayList<>();
		registration.onLost(losses::add);
		for (int i = 1; i <= 3; i++) {
			int told = i;
			held.add(registration.token());
			this.coreOfOne.loseSession();
			Awaitility.await().until(() -> losses.size() == told);
			List<Registration.Loss> late = new CopyOnWriteArrayList<>();
			registration.onLost(late::add).close();
			Awaitility.await().until(() -> late.equals(losses.subList(told - 1, told)));
			this.coreOfOne.openSession();
			Awaitility.await().until(registration::isHeld);
		}
		assertThat(losses).extracting(Registration.Loss::token).containsExactlyElementsOf(held);
		assertThat(losses).extracting(Registration.Loss::cause).containsOnly(Cause.LEASE_ENDED);
		List<Registration.Loss> none = new CopyOnWriteArrayList<>();
		registration.onLost(none::add);
		registration.unregister();
		assertThat(none).isEmpty();
		assertThat(losses).hasSize(3);
	}

	@Test
	void aNameThatIsGivenUpWhenItsLossIsToldDoesNotComeBack() {
		Registration registration = registered(this.first.register("x", Map.of()));
		registration.onLost((loss) -> registration.close());
		CompletableFuture<Void> closed = new CompletableFuture<>();
		registration.onLost((loss) -> closed.complete(null));
		this.coreOfOne.loseSession();
		assertThat(closed).succeedsWithin(LONG);
		Awaitility.await().until(() -> registeredBySecond());
		this.coreOfOne.openSession();
		assertThat(this.second.find("x").orElseThrow().node()).isEqualTo(this.two);
		assertThat(registration.isHeld()).isFalse();
	}

	private boolean registeredBySecond() {
		return this.second.register("x", Map.of()) instanceof RegistrationResult.Registered;
	}

	@Test
	void aNodeCountsTheNamesThatItHasLostAndNotThoseThatItHasGivenUp() {
		List<NameLost> told = new CopyOnWriteArrayList<>();
		this.first.onLost(told::add);
		Registration kept = registered(this.first.register("kept", Map.of()));
		Registration taken = registered(this.first.register("taken", Map.of()));
		FencingToken tokenOfKept = kept.token();
		registered(this.first.register("given up", Map.of())).unregister();
		assertThat(this.first.statistics().lost()).isEmpty();
		this.coreOfOne.loseSession();
		registered(this.second.register("taken", Map.of()));
		this.coreOfOne.openSession();
		Awaitility.await().until(() -> told.size() == 3);
		assertThat(this.first.statistics().lost()).containsOnly(MapEntry.entry(Cause.LEASE_ENDED, 2L),
				MapEntry.entry(Cause.TAKEN, 1L));
		Scope whole = new Scope(Guarantee.STRONG, "");
		assertThat(told).contains(new NameLost(whole, "kept", tokenOfKept, Cause.LEASE_ENDED, null,
				"the lease of this node ends, the name is registered again with the next one if there is one"));
		assertThat(told.get(2)).isEqualTo(new NameLost(whole, "taken", taken.token(), Cause.TAKEN, this.two,
				"the session was lost, and another node registered the name before this one could again"));
		assertThat(this.second.statistics().lost()).isEmpty();
	}

	@Test
	void aNodeKnowsHowManyNamesThereAreAndHowManyItHolds() {
		registered(this.first.register("x", Map.of()));
		Registration other = registered(this.first.register("y", Map.of()));
		registered(this.second.register("z", Map.of()));
		awaitNames(2, 1, 3);
		other.update(Map.of("k", "v"));
		other.unregister();
		registered(this.second.register("y", Map.of()));
		awaitNames(1, 2, 3);
		this.coreOfOne.loseSession();
		assertThat(this.first.statistics().held()).isZero();
		awaitNames(0, 2, 2);
		this.core.replace(List.of(row("found", this.two, 100)));
		awaitNames(0, 1, 1);
	}

	private void awaitNames(int ofFirst, int ofSecond, int known) {
		Awaitility.await().untilAsserted(() -> {
			assertThat(this.first.statistics()).extracting(RegistryStatistics::held, RegistryStatistics::known)
				.containsExactly(ofFirst, known);
			assertThat(this.second.statistics()).extracting(RegistryStatistics::held, RegistryStatistics::known)
				.containsExactly(ofSecond, known);
		});
	}

	@Test
	void whatACopyOfTheTableBringsWasHeldBefore() {
		registered(this.first.register("gone", Map.of()));
		registered(this.first.register("changed hands", Map.of()));
		registered(this.first.register("stays", Map.of()));
		CompletableFuture.runAsync(() -> {
			// What is told of these is told before.
		}, this.loop).join();
		List<RegistryEvent> events = new CopyOnWriteArrayList<>();
		this.second.subscribe(events::add);
		Ownership stays = this.core.find(key("stays")).orElseThrow();
		Ownership found = row("found", this.one, 100);
		Ownership own = row("own", this.two, 101);
		Ownership changed = row("changed hands", this.one, 102);
		this.core.replace(List.of(stays, found, own, changed));
		Awaitility.await().until(() -> events.size() == 5);
		assertThat(events).filteredOn(NameRegistered.class::isInstance)
			.containsExactlyInAnyOrder(new NameRegistered(StrongRegistry.entry(found), Reason.HOLDER_FOUND),
					new NameRegistered(StrongRegistry.entry(own), Reason.REGISTERED),
					new NameRegistered(StrongRegistry.entry(changed), Reason.HOLDER_FOUND));
		assertThat(events).filteredOn(NameReleased.class::isInstance)
			.extracting(RegistryEvent::name)
			.containsExactlyInAnyOrder("gone", "changed hands");
		assertThat(List.of("gone", "changed hands", "stays", "found", "own"))
			.flatExtracting((name) -> this.second.find(name).stream().toList())
			.containsExactly(StrongRegistry.entry(changed), StrongRegistry.entry(stays), StrongRegistry.entry(found),
					StrongRegistry.entry(own));
	}

	@Test
	void closedRegistryShowsWhatTheTableHas() {
		Registration registration = registered(this.first.register("x", Map.of()));
		assertThat(this.second.find("x")).isPresent();
		this.second.close();
		registration.unregister();
		assertThat(this.second.find("x")).isEmpty();
	}

	@Test
	void findShowsANameBeforeTheRegistryHasLookedAtTheTable() {
		registered(this.first.register("x", Map.of()));
		CountDownLatch going = new CountDownLatch(1);
		this.loop.execute(() -> await(going));
		StrongRegistry late = registry(this.two, this.core.node(this.two));
		assertThat(late.find("x").orElseThrow().node()).isEqualTo(this.one);
		going.countDown();
	}

	private static void await(CountDownLatch latch) {
		assertThatCode(() -> assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue()).doesNotThrowAnyException();
	}

	private static ResourceKey key(String name) {
		return ResourceKey.of(StrongRegistry.KIND, name);
	}

	private Ownership row(String name, NodeId holder, long token) {
		return new Ownership(key(name), this.core.sessionOf(holder).orElseThrow().id(), new FencingToken(token),
				Ownership.State.ACTIVE, null, null, Map.of());
	}

	/** The loop, on which all of the core lives, takes the lock of a registration too. */
	@Test
	void nameComesBackThoughTheFunctionOfAnUpdateHangs() {
		Registration registration = registered(this.first.register("x", Map.of("k", "v")));
		var token = registration.token();
		CountDownLatch going = new CountDownLatch(1);
		CompletableFuture<Boolean> updated = updateThatHangs(registration, going);
		this.coreOfOne.loseSession();
		this.coreOfOne.openSession();
		Awaitility.await().until(registration::isHeld);
		assertThat(registration.token()).isGreaterThan(token);
		assertThat(registration.metadata()).containsEntry("k", "v");
		going.countDown();
		assertThat(updated).succeedsWithin(LONG).isEqualTo(true);
		assertThat(this.second.find("x").orElseThrow().metadata()).containsEntry("k", "v2");
	}

	@Test
	void leaseKnowsTheRegistryAndNotEachName() {
		int before = this.coreOfOne.leaseListeners();
		registered(this.first.register("x", Map.of()));
		registered(this.first.register("y", Map.of()));
		assertThat(this.coreOfOne.leaseListeners()).isEqualTo(before);
		this.first.close();
		assertThat(this.coreOfOne.leaseListeners()).isEqualTo(before - 1);
	}

	@Test
	void namesOfARoleAreApart() {
		StrongRegistry ofRole = new StrongRegistry(new Scope(Guarantee.STRONG, "web"), this.two,
				this.core.node(this.two), this.loop, new RegistryThreads(this.users, this.users), () -> false, LONG);
		registered(this.first.register("x", Map.of()));
		registered(ofRole.register("x", Map.of()));
		assertThat(ofRole.find("x").orElseThrow().node()).isEqualTo(this.two);
		assertThat(this.first.find("x").orElseThrow().node()).isEqualTo(this.one);
	}

}
