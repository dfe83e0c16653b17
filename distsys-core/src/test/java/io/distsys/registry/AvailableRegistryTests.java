package io.distsys.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JvmNetwork;
import io.distsys.fakes.RecordingObserver;
import io.distsys.fakes.RecordingObserver.Sent;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.messaging.Messenger;
import io.distsys.ownership.Guarantee;
import io.distsys.registry.ClusterRegistries.Scope;
import io.distsys.registry.NameLost.Cause;
import io.distsys.registry.Registration.Loss;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.HybridLogicalClock;
import io.distsys.time.HybridTimestamp;
import io.distsys.tracker.Tracker;
import io.distsys.tracker.TrackerSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class AvailableRegistryTests extends ClusterRegistryContract {

	private final JvmNetwork network = new JvmNetwork(this.loop);

	private final Node nodeOne = SimulatedMembership.node(1);

	private final Node nodeTwo = SimulatedMembership.node(2);

	private final Tracker trackerOfOne = tracker(this.nodeOne, this.nodeTwo);

	private final AvailableRegistry first = registry(this.nodeOne, this.trackerOfOne);

	private final AvailableRegistry second = registry(this.nodeTwo, tracker(this.nodeTwo, this.nodeOne));

	private Tracker tracker(Node self, Node other) {
		Messenger messenger = this.network.connect(self.id());
		return new Tracker("registry", messenger, new FakeMembership(self, other), (node) -> true, this.loop,
				TrackerSettings.ofDefaults());
	}

	private AvailableRegistry registry(Node self, Tracker tracker) {
		HybridLogicalClock clock = new HybridLogicalClock(() -> Instant.EPOCH, Duration.ofMinutes(1));
		return new AvailableRegistry(self.id(), tracker, clock, ConflictRule.lastWriter(),
				new RegistryThreads(this.users, this.users));
	}

	@Override
	NodeId one() {
		return this.nodeOne.id();
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
	void whoLeavesTakesItsNamesAlongAndTakesNoMore() {
		Registration registration = registered(this.first.register("x", Map.of()));
		List<Loss> losses = new CopyOnWriteArrayList<>();
		registration.onLost(losses::add);
		await().atMost(LONG).until(() -> this.second.find("x").isPresent());
		this.trackerOfOne.leave();
		await().atMost(LONG).until(() -> losses.size() == 1);
		assertThat(losses.get(0).reason()).isEqualTo("this node leaves the cluster");
		assertThat(registration.isHeld()).isFalse();
		await().atMost(LONG).until(() -> this.second.find("x").isEmpty());
		assertThat(this.first.statistics()).isEqualTo(new RegistryStatistics(0, 0, Map.of(Cause.NODE_LEAVES, 1L)));
		assertThat(this.second.statistics().lost()).isEmpty();
		assertThatIllegalStateException().isThrownBy(() -> this.first.register("y", Map.of()));
		assertThat(this.first.registerAsync("y", Map.of(), LONG)).isCompletedExceptionally();
	}

	@Test
	void ofTwoThatHoldANameOneLosesItAndCountsThat() {
		List<NameLost> losses = new CopyOnWriteArrayList<>();
		this.first.onLost(losses::add);
		CountDownLatch gate = new CountDownLatch(1);
		this.loop.execute(() -> awaitOpen(gate));
		Registration lost = registered(this.first.register("x", Map.of()));
		registered(this.first.register("y", Map.of()));
		Registration kept = registered(this.second.register("x", Map.of()));
		assertThat(List.of(this.first.statistics().held(), this.second.statistics().held())).containsExactly(2, 1);
		gate.countDown();
		await().atMost(LONG).until(() -> losses.size() == 1);
		assertThat(losses.get(0)).satisfies((loss) -> {
			assertThat(loss.scope()).isEqualTo(new Scope(Guarantee.AVAILABLE, ""));
			assertThat(loss.name()).isEqualTo("x");
			assertThat(loss.token()).isEqualTo(lost.token());
			assertThat(loss.cause()).isEqualTo(Cause.CONFLICT);
			assertThat(loss.takenBy()).isEqualTo(this.nodeTwo.id());
			assertThat(loss.reason()).startsWith("two nodes held the name");
		});
		assertThat(lost.isHeld()).isFalse();
		assertThat(kept.isHeld()).isTrue();
		await().atMost(LONG)
			.until(() -> this.first.statistics().equals(new RegistryStatistics(1, 2, Map.of(Cause.CONFLICT, 1L)))
					&& this.second.statistics().equals(new RegistryStatistics(1, 2, Map.of())));
	}

	@Test
	void whoLosesANameIsToldThoughAllOtherUserCodeHangs() {
		HybridLogicalClock clock = new HybridLogicalClock(() -> Instant.EPOCH, Duration.ofMinutes(1));
		Tracker tracker = tracker(SimulatedMembership.node(3), this.nodeOne);
		AvailableRegistry registry = new AvailableRegistry(SimulatedMembership.node(3).id(), tracker, clock,
				ConflictRule.lastWriter(), new RegistryThreads((task) -> {
				}, this.users));
		List<Loss> losses = new CopyOnWriteArrayList<>();
		registered(registry.register("x", Map.of())).onLost(losses::add);
		CompletableFuture.runAsync(tracker::leave, this.loop::execute).join();
		await().atMost(LONG).until(() -> losses.size() == 1);
	}

	@Test
	void aRegistryThatIsClosedGivesUpItsNames() {
		Registration registration = registered(this.first.register("x", Map.of()));
		await().atMost(LONG).until(() -> this.second.find("x").isPresent());
		this.first.close();
		assertThat(registration.isHeld()).isFalse();
		await().atMost(LONG).until(() -> this.second.find("x").isEmpty());
	}

	/** More of them than a queue of events should hold. */
	@Test
	void aListenerThatIsBusyMissesNoName() {
		CountDownLatch gate = new CountDownLatch(1);
		Set<String> heard = ConcurrentHashMap.newKeySet();
		this.second.subscribe((event) -> {
			awaitOpen(gate);
			heard.add(event.name());
		});
		IntStream.range(0, 20_000).forEach((number) -> registered(this.first.register("x" + number, Map.of())));
		await().atMost(LONG).until(() -> this.second.count("") == 20_000);
		assertThat(heard).isEmpty();
		gate.countDown();
		await().atMost(LONG).until(() -> heard.size() == 20_000);
	}

	@Test
	void aRuleThatFailsOrChoosesAStrangerIsNotFollowed() {
		NameClaim earlier = claim(1);
		NameClaim later = claim(2);
		assertThat(Contest.of(later).with(earlier, ConflictRule.lastWriter()).winner()).isEqualTo(later);
		assertThat(Contest.of(later).with(earlier, (one, other) -> one).winner()).isEqualTo(earlier);
		assertThat(Contest.of(earlier).with(later, (one, other) -> claim(3)).winner()).isEqualTo(later);
		assertThat(Contest.of(earlier).with(later, (one, other) -> {
			throw new IllegalStateException("of the test");
		}).winner()).isEqualTo(later);
	}

	private NameClaim claim(int time) {
		return new NameClaim("x", one(), new HybridTimestamp(time), new HybridTimestamp(time), Map.of());
	}

	@Test
	void whoObservesSeesThatItIsAnAvailableNameThatIsChanged() {
		RecordingObserver observer = new RecordingObserver();
		Registration registration = registered(ObservedRegistry.of(this.first, observer).register("x", Map.of()));
		registration.close();
		assertThat(observer.sent()).extracting(Sent::operation)
			.containsExactly(new Operation(Kind.AVAILABLE_NAME, "x", "register"),
					new Operation(Kind.AVAILABLE_NAME, "x", "unregister"));
		assertThat(this.first.find("x")).isEmpty();
	}

	@Test
	void thereIsARegistryForEachGuaranteeAndEachRoleOfTheNode() {
		ClusterRegistries registries = new ClusterRegistries(Set.of("web"),
				(scope) -> (scope.guarantee() == Guarantee.AVAILABLE && scope.role().equals("web")) ? this.first
						: this.second);
		assertThat(registries.get(Guarantee.AVAILABLE, "web")).isSameAs(this.first);
		assertThat(registries.get(Guarantee.STRONG)).isSameAs(this.second);
		assertThat(registries.all()).hasSize(4);
		assertThat(registries.all().keySet().stream().map((scope) -> scope.qualify("names")).distinct())
			.containsExactly("names", "names@web");
		assertThatIllegalStateException().isThrownBy(() -> registries.get(Guarantee.STRONG, "batch"))
			.withMessageContaining("'batch'")
			.withMessageContaining("[web]")
			.withMessageContaining("distsys.cluster.roles");
	}

}
