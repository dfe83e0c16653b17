package io.distsys.singleton;

import java.io.Serializable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.distsys.available.AvailableNode;
import io.distsys.available.AvailableSettings;
import io.distsys.cluster.CrashEvidence;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership.Cession;
import io.distsys.placement.Placement;
import io.distsys.placement.RendezvousPlacement;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.singleton.SingletonEvent.SingletonActivated;
import io.distsys.singleton.SingletonEvent.SingletonDeactivated;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import io.distsys.time.ThreadEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** Singletons that need no majority, on some nodes with real threads. */
class AvailableSingletonTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final ThreadEventLoop loop = new ThreadEventLoop("distsys-core-test", MonotonicClock.system());

	private final ExecutorService users = Executors.newCachedThreadPool();

	private final JvmNetwork network = new JvmNetwork(this.loop);

	private final FakeCore core = new FakeCore(this.loop);

	private final Side one = new Side(1);

	private final Side two = new Side(2);

	/** The others, in the order in which the basket is placed on them. */
	private final Side best;

	private final Side secondBest;

	private final Side worst;

	AvailableSingletonTests() {
		List<Side> sides = new ArrayList<>(List.of(new Side(11), new Side(12), new Side(13)));
		this.best = placed(sides);
		sides.remove(this.best);
		this.secondBest = placed(sides);
		sides.remove(this.secondBest);
		this.worst = sides.get(0);
	}

	private static Side placed(List<Side> sides) {
		List<NodeId> nodes = sides.stream().map((side) -> side.node.id()).sorted().toList();
		NodeId place = new RendezvousPlacement().place(List.of(new Placement.Item("basket", 0, nodes, null))).get(0);
		return sides.stream().filter((side) -> side.node.id().equals(place)).findFirst().orElseThrow();
	}

	@AfterEach
	void stop() {
		this.users.shutdownNow();
		this.loop.close();
	}

	private void startApart() {
		this.one.begin();
		this.two.begin();
		await().atMost(LONG).until(() -> this.one.isActive() && this.two.isActive());
	}

	private void meet() {
		meet(this.one, this.two);
	}

	private static void meet(Side one, Side other) {
		one.membership.join(other.node);
		other.membership.join(one.node);
	}

	@Test
	void eachSideOfACutHasItsOwnAndCallsGoToTheOneInView() {
		startApart();
		this.one.proxy().add("left");
		this.two.proxy().add("right");
		assertThat(this.one.basket.items).containsExactly("left");
		assertThat(this.two.basket.items).containsExactly("right");
		assertThat(this.one.status().guarantee()).isEqualTo(Guarantee.AVAILABLE);
	}

	@Test
	void afterTheHealOneIsKeptAndMergesTheStateOfTheOtherWhichWasToldWhy() {
		startApart();
		this.one.proxy().add("left");
		this.two.proxy().add("right");
		meet();
		await().atMost(LONG).until(() -> this.one.isActive() != this.two.isActive());
		Side kept = this.one.isActive() ? this.one : this.two;
		Side other = (kept == this.one) ? this.two : this.one;
		await().atMost(LONG).until(() -> kept.basket.items.size() == 2);
		assertThat(kept.basket.occasions).containsExactly(StateOffer.Occasion.CONCEDED);
		assertThat(kept.events).hasSize(1).first().isInstanceOf(SingletonActivated.class);
		assertThat(other.events).hasSize(2)
			.last()
			.isInstanceOfSatisfying(SingletonDeactivated.class, (event) -> assertThat(event.reason())
				.isEqualTo("node " + kept.node.name() + " is active too, since the network was cut, and is kept"));
		other.proxy().add("late");
		assertThat(kept.basket.items).containsExactly("late", "left", "right");
		assertThat(other.basket.items).doesNotContain("late");
	}

	@Test
	void aSingletonThatMovesTakesItsStateAlongBeforeItsFirstCall() {
		Side first = this.one;
		this.one.begin();
		await().atMost(LONG).until(first::isActive);
		first.proxy().add("before");
		meet();
		this.two.begin();
		await().atMost(LONG).until(() -> this.two.singletons.status().get(0).owner() != null);
		first.available.drain(LONG).toCompletableFuture().join();
		await().atMost(LONG).until(this.two::isActive);
		assertThat(this.two.basket.occasions).contains(StateOffer.Occasion.HANDED_OVER);
		first.proxy().add("after");
		assertThat(this.two.basket.items).containsExactly("after", "before");
	}

	/** The second one has the state, and sees the third before it has begun. */
	@Test
	void aStateThatCameToANodeWhichIsNotToActAnyMoreGoesOnToTheOneThatIs() {
		Side first = startAlone();
		first.basket.beforeOffer = this::letTheBestJoin;
		letTheSecondBestJoin();
		await().atMost(LONG).until(this.best::isActive);
		await().atMost(LONG).until(() -> this.best.basket.items.contains("before"));
		assertThat(this.secondBest.events).isEmpty();
		assertThat(this.secondBest.basket.items).isEmpty();
	}

	@Test
	void aStateThatCameToANodeWhichCannotBeginGoesOnToTheNextOne() {
		startAlone();
		this.secondBest.basket.beforeActivation = () -> {
			letTheBestJoin();
			throw new IllegalStateException("planted");
		};
		letTheSecondBestJoin();
		await().atMost(LONG).until(this.best::isActive);
		await().atMost(LONG).until(() -> this.best.basket.items.contains("before"));
		assertThat(this.secondBest.basket.items).isEmpty();
	}

	@Test
	void aStateStaysWhereItIsIfTheNextNodeLeavesBeforeItHasTakenIt() {
		Side first = startAlone();
		first.basket.beforeOffer = this.secondBest.singletons::takeNothingNew;
		letTheSecondBestJoin();
		await().atMost(LONG).until(() -> first.events.size() == 3 && first.isActive());
		assertThat(first.basket.occasions).containsExactly(StateOffer.Occasion.HANDED_OVER);
		letTheBestJoin();
		await().atMost(LONG).until(this.best::isActive);
		assertThat(this.best.basket.items).containsExactly("before");
		assertThat(this.secondBest.events).isEmpty();
	}

	@Test
	void aStateThatWaitsWhereTheSingletonWasWithdrawnGoesOnToTheNodeThatHasIt() {
		assertThat(this.two.offerState(5, "before")).isInstanceOf(Reply.Answered.class);
		this.two.registration.close();
		assertThat(this.two.singletons.statesLost()).isZero();
		assertThat(this.two.offerState(6, "late")).extracting("refusal").isEqualTo(Refusal.DRAINING);
		meet();
		this.one.begin();
		this.two.begin();
		await().atMost(LONG).until(() -> this.one.basket.items.contains("before"));
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(this.two.offerState(7, "later")).extracting("refusal")
				.isEqualTo(Refusal.NO_SUCH_ADDRESS));
		assertThat(this.two.singletons.statesLost()).isZero();
		assertThat(this.one.basket.items).containsExactly("before");
	}

	@Test
	void aStateThatWaitsWhereTheSingletonIsRegisteredAnewIsUsedThere() {
		assertThat(this.two.offerState(5, "before")).isInstanceOf(Reply.Answered.class);
		this.two.registration.close();
		this.two.register();
		this.two.begin();
		await().atMost(LONG).until(this.two::isActive);
		assertThat(this.two.basket.items).containsExactly("before");
		assertThat(this.two.singletons.statesLost()).isZero();
	}

	private Side startAlone() {
		this.worst.begin();
		await().atMost(LONG).until(this.worst::isActive);
		this.worst.proxy().add("before");
		return this.worst;
	}

	private void letTheSecondBestJoin() {
		meet(this.worst, this.secondBest);
		this.secondBest.begin();
	}

	/** Ends when the others know what it offers. */
	private void letTheBestJoin() {
		this.best.singletons
			.register(new SingletonDefinition("probe", Set.of(), this, SingletonActivity.none(), Guarantee.AVAILABLE));
		meet(this.best, this.worst);
		meet(this.best, this.secondBest);
		this.best.begin();
		for (Side side : List.of(this.worst, this.secondBest)) {
			await().atMost(LONG)
				.until(() -> side.singletons.status().stream().anyMatch((status) -> status.name().equals("probe")));
		}
	}

	@Test
	void aGuaranteeThatNobodyGivesIsRefused() {
		ClusterSingletons strongOnly = new ClusterSingletons(this.core.node(SimulatedMembership.node(3).id()),
				this.network.connect(SimulatedMembership.node(3).id()), this.one.membership, new JavaCodec(), this.loop,
				this.users, () -> false, SingletonSettings.ofDefaults());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> strongOnly.register(
					new SingletonDefinition("basket", Set.of(), this, SingletonActivity.none(), Guarantee.AVAILABLE)))
			.withMessageContaining("AVAILABLE");
	}

	interface Basket {

		void add(String item);

	}

	static final class MemoryBasket implements Basket, SingletonActivity {

		private final Set<String> items = new ConcurrentSkipListSet<>();

		private final List<StateOffer.Occasion> occasions = new CopyOnWriteArrayList<>();

		private volatile Runnable beforeActivation = () -> {
		};

		private volatile Runnable beforeOffer = () -> {
		};

		@Override
		public void add(String item) {
			this.items.add(item);
		}

		@Override
		public void activate(Fence fence) {
			this.beforeActivation.run();
		}

		@Override
		public void deactivate(Fence fence) {
		}

		@Override
		public Object offerState() {
			Runnable before = this.beforeOffer;
			this.beforeOffer = () -> {
			};
			before.run();
			return (Serializable) new TreeSet<>(this.items);
		}

		@Override
		public void acceptState(Object state, StateOffer.Occasion occasion) {
			this.occasions.add(occasion);
			((Set<?>) state).forEach((item) -> this.items.add((String) item));
		}

	}

	private final class Side {

		private final Node node;

		private final FakeMembership membership;

		private final AvailableNode available;

		private final ClusterSingletons singletons;

		private final MemoryBasket basket = new MemoryBasket();

		private final List<SingletonEvent> events = new CopyOnWriteArrayList<>();

		private final Subscription registration;

		private Side(long number) {
			this.node = SimulatedMembership.node(number);
			this.membership = new FakeMembership(this.node);
			var messenger = AvailableSingletonTests.this.network.connect(this.node.id());
			this.available = new AvailableNode(this.membership, messenger, AvailableSingletonTests.this.loop,
					Runnable::run, InstantSource.system(), CrashEvidence.none(), AvailableSettings.ofDefaults());
			this.singletons = new ClusterSingletons(
					Map.of(Guarantee.STRONG, AvailableSingletonTests.this.core.node(this.node.id()),
							Guarantee.AVAILABLE, this.available),
					messenger, this.membership, new JavaCodec(), AvailableSingletonTests.this.loop,
					new SingletonThreads(AvailableSingletonTests.this.users, AvailableSingletonTests.this.users),
					() -> false, SingletonSettings.ofDefaults(), MessageObserver.none());
			this.singletons.subscribe(this.events::add);
			this.registration = register();
		}

		private Subscription register() {
			return this.singletons.register(new SingletonDefinition("basket", Set.of(Basket.class), this.basket,
					this.basket, Guarantee.AVAILABLE));
		}

		/** As a node does that is not in view any more. */
		private Reply offerState(long token, String item) {
			NodeId sender = SimulatedMembership.node(3).id();
			OfferedState state = new OfferedState(new Cession(sender, new FencingToken(token)),
					StateOffer.Occasion.HANDED_OVER, StateRelay.KEPT,
					new JavaCodec().encode(new TreeSet<>(Set.of(item))));
			return AvailableSingletonTests.this.network.connect(sender)
				.call(this.node.id(), Lane.BULK, "singleton-state/basket", state.toBytes(), LONG)
				.toCompletableFuture()
				.join();
		}

		private void begin() {
			this.available.start();
		}

		private boolean isActive() {
			return status().state() == SingletonState.ACTIVE;
		}

		private SingletonStatus status() {
			return this.singletons.status().get(0);
		}

		private Basket proxy() {
			return this.singletons.proxy("basket", Basket.class);
		}

	}

}
