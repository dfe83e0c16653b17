package io.distsys.pubsub;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.DeliveryQueue;
import io.distsys.messaging.MessageObserver;
import io.distsys.pubsub.SubscriptionOptions.Overflow;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import io.distsys.time.ThreadEventLoop;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ClusterTopicsTests {

	private final ThreadEventLoop loop = new ThreadEventLoop("distsys-core-test", MonotonicClock.system());

	private final ExecutorService users = Executors.newCachedThreadPool();

	private final JvmNetwork network = new JvmNetwork(this.loop);

	private final JavaCodec codec = new JavaCodec();

	private final Node one = SimulatedMembership.node(1);

	private final Node two = SimulatedMembership.node(2);

	private final List<Throwable> errors = new CopyOnWriteArrayList<>();

	private final ClusterTopics first = topics(this.one, this.two);

	private final ClusterTopics second = topics(this.two, this.one);

	private ClusterTopics topics(Node self, Node other) {
		return new ClusterTopics(this.network.connect(self.id()), new FakeMembership(self, other), this.codec,
				this.loop, this.users, (subscriber, publication, failure) -> this.errors.add(failure),
				MessageObserver.none());
	}

	@AfterEach
	void stop() {
		this.first.close();
		this.second.close();
		this.users.shutdownNow();
		this.loop.close();
	}

	@Test
	void messagesOfOnePublisherArriveInOrderEncodedOnceAndDecodedOnceForAll() {
		List<Integer> here = new CopyOnWriteArrayList<>();
		List<Integer> there = new CopyOnWriteArrayList<>();
		this.second.subscribe("t", Integer.class, (message, from) -> here.add(message));
		this.second.subscribe("t", Integer.class, (message, from) -> there.add(message));
		List<Integer> all = IntStream.range(0, 500).boxed().toList();
		all.forEach((number) -> assertThat(this.first.publish("t", number)).isEqualTo(1));
		Awaitility.await().until(() -> here.size() == 500 && there.size() == 500);
		assertThat(here).isEqualTo(all);
		assertThat(there).isEqualTo(all);
		assertThat(this.codec.encoded).hasValue(500);
		assertThat(this.codec.decoded).hasValue(500);
	}

	@Test
	void slowListenerDelaysNobodyElseAndItsOverflowIsCounted() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		CountDownLatch entered = new CountDownLatch(1);
		List<Integer> slow = new CopyOnWriteArrayList<>();
		List<Integer> fast = new CopyOnWriteArrayList<>();
		Subscription busy = this.second.subscribe("t", Integer.class, (message, from) -> {
			entered.countDown();
			gate.await();
			slow.add(message);
		}, new SubscriptionOptions("slow", 2, Overflow.DROP_OLDEST));
		this.second.subscribe("t", Integer.class, (message, from) -> fast.add(message));
		this.first.publish("t", 0);
		assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
		IntStream.range(1, 6).forEach((number) -> this.first.publish("t", number));
		Awaitility.await().until(() -> fast.size() == 6);
		assertThat(slow).isEmpty();
		gate.countDown();
		Awaitility.await().until(() -> slow.size() == 3);
		assertThat(slow).containsExactly(0, 4, 5);
		assertThat(this.second.statistics().get(0).subscribers().get(0).dropped()).isEqualTo(3);
		Awaitility.await().until(() -> this.second.deliveries().equals(new DeliveryQueue.Statistics(0, 9, 3, 0, 0)));
		busy.close();
		busy.close();
		assertThat(this.second.deliveries()).isEqualTo(new DeliveryQueue.Statistics(0, 9, 3, 0, 0));
	}

	/** Neither of the two is to wait for what is done for the others. */
	@Test
	void listenersHereAreWokenWhenTheFirstOtherNodeHasTheMessage() {
		List<String> woken = new CopyOnWriteArrayList<>();
		Node[] nodes = LongStream.of(11, 12, 13).mapToObj(SimulatedMembership::node).toArray(Node[]::new);
		List<ClusterTopics> topics = Stream.of(nodes)
			.map((node) -> new ClusterTopics(this.network.connect(node.id()),
					new FakeMembership(node, others(node, nodes)), this.codec, this.loop,
					(task) -> woken.add(node.name()), TopicErrorHandler.logging(), MessageObserver.none()))
			.toList();
		topics.forEach((each) -> each.subscribe("t", Integer.class, (message, from) -> {
		}));
		assertThat(topics.get(2).publish("t", 1)).isEqualTo(3);
		assertThat(woken).containsExactly(nodes[0].name(), nodes[2].name(), nodes[1].name());
		topics.forEach(ClusterTopics::close);
	}

	private static Node[] others(Node self, Node... nodes) {
		return Stream.of(nodes).filter((node) -> node != self).toArray(Node[]::new);
	}

	@Test
	void nothingIsSentToANodeThatDoesNotListen() {
		int sent = this.network.sent.get();
		assertThat(this.first.publish("silent", 1)).isZero();
		assertThat(this.network.sent).hasValue(sent);
		List<Integer> heard = new CopyOnWriteArrayList<>();
		var subscription = this.second.subscribe("silent", Integer.class, (message, from) -> heard.add(message));
		assertThat(this.first.publish("silent", 1)).isEqualTo(1);
		Awaitility.await().until(() -> heard.size() == 1);
		subscription.close();
		assertThat(this.first.publish("silent", 1)).isZero();
	}

	@Test
	void whoPublishesChoosesWhoHears() {
		List<String> here = new CopyOnWriteArrayList<>();
		List<String> there = new CopyOnWriteArrayList<>();
		assertThat(this.first.publishTo(this.two.id(), "t", "to nobody")).isFalse();
		this.first.subscribe("t", String.class, (message, from) -> here.add(message));
		this.second.subscribe("t", String.class, (message, from) -> there.add(from.publisher() + message));
		assertThat(this.first.publishTo(this.two.id(), "t", " to one")).isTrue();
		assertThat(this.first.publishTo(SimulatedMembership.node(3).id(), "t", " to a stranger")).isFalse();
		assertThat(this.first.publishToOthers("t", " to others")).isOne();
		assertThat(this.first.publishLocally("t", "locally")).isTrue();
		assertThat(this.first.publish("t", " to all")).isEqualTo(2);
		Awaitility.await().until(() -> here.size() == 2 && there.size() == 3);
		assertThat(here).containsExactly("locally", " to all");
		assertThat(there).containsExactly(this.one.id() + " to one", this.one.id() + " to others",
				this.one.id() + " to all");
	}

	/** One for each order, say: what is kept of them does not grow with the orders. */
	@Test
	void ofManyTopicsAFewAreCountedOneByOneAndAllAreHeard() {
		List<String> heard = new CopyOnWriteArrayList<>();
		this.first.subscribe("orders.*", Integer.class, (message, from) -> heard.add(from.topic()),
				new SubscriptionOptions("all", 10_000, Overflow.DROP_NEWEST));
		int many = TopicTable.MOST_COUNTED + 500;
		IntStream.range(0, many).forEach((number) -> this.first.publish("orders." + number, number));
		Awaitility.await().until(() -> heard.size() == many);
		List<TopicStatistics> statistics = this.first.statistics();
		assertThat(statistics).hasSize(TopicTable.MOST_COUNTED + 2);
		assertThat(statistics.stream().mapToLong(TopicStatistics::published).sum()).isEqualTo(many);
		assertThat(statistics).filteredOn((counted) -> counted.topic().equals(TopicTable.OTHERS))
			.extracting(TopicStatistics::published)
			.containsExactly(500L);
		this.first.subscribe("orders." + (many - 1), Integer.class, (message, from) -> heard.add("by name"));
		this.first.publish("orders." + (many - 1), 1);
		Awaitility.await().until(() -> heard.contains("by name"));
		assertThat(this.first.statistics()).hasSize(TopicTable.MOST_COUNTED + 3);
	}

	@Test
	void listenerThatFailsIsReportedAndGetsTheNextMessage() {
		List<Integer> heard = new CopyOnWriteArrayList<>();
		this.first.subscribe("t", Integer.class, (message, from) -> {
			if (message == 1) {
				throw new java.io.IOException("planted");
			}
			heard.add(message);
		});
		this.first.publishLocally("t", 1);
		this.first.publishLocally("t", "of another type");
		this.first.publishTo(this.one.id(), "t", 2);
		Awaitility.await().until(() -> heard.size() == 1);
		assertThat(this.errors).hasSize(1);
		assertThat(this.first.statistics().get(0).subscribers().get(0).skipped()).isEqualTo(1);
	}

	@Test
	void aPatternIsEveryTopicThatFits() {
		List<String> heard = new CopyOnWriteArrayList<>();
		var subscription = this.second.subscribe("orders.*.paid", Integer.class,
				(message, from) -> heard.add(from.topic() + "=" + message));
		assertThat(this.first.publish("orders.eu.paid", 1)).isEqualTo(1);
		assertThat(this.first.publish("orders.eu.sent", 2)).isZero();
		assertThat(this.first.publish("orders.us.north.paid", 3)).isEqualTo(1);
		assertThat(this.second.publish("orders..paid", 4)).isEqualTo(1);
		Awaitility.await().until(() -> heard.size() == 3);
		assertThat(heard).containsExactly("orders.eu.paid=1", "orders.us.north.paid=3", "orders..paid=4");
		subscription.close();
		assertThat(this.first.publish("orders.eu.paid", 5)).isZero();
		assertThatIllegalArgumentException().isThrownBy(() -> this.first.publish("orders.*", 6))
			.withMessage("'orders.*' is a pattern of topics: publish on one topic");
	}

	@Test
	void onlyTheStarIsSpecialInAPattern() {
		List<Integer> heard = new CopyOnWriteArrayList<>();
		this.first.subscribe("a.b*", Integer.class, (message, from) -> heard.add(message));
		assertThat(this.first.publishLocally("axb", 1)).isFalse();
		assertThat(this.first.publishLocally("a.b", 2)).isTrue();
		Awaitility.await().until(() -> heard.size() == 1);
		assertThat(heard).containsExactly(2);
	}

	private static SubscriptionOptions member() {
		return SubscriptionOptions.ofDefaults().inGroup("workers");
	}

	@Test
	void eachMessageGoesToOneMemberOfEachGroupAndToAllWithoutAGroup() {
		List<Integer> here = new CopyOnWriteArrayList<>();
		List<Integer> there = new CopyOnWriteArrayList<>();
		List<Integer> everything = new CopyOnWriteArrayList<>();
		this.first.subscribe("t", Integer.class, (message, from) -> here.add(message), member());
		this.second.subscribe("t*", Integer.class, (message, from) -> there.add(message), member());
		this.second.subscribe("t", Integer.class, (message, from) -> everything.add(message));
		List<Integer> all = IntStream.range(0, 100).boxed().toList();
		all.forEach((number) -> assertThat(this.first.publish("t", number)).isEqualTo(2));
		Awaitility.await().until(() -> here.size() + there.size() == 100 && everything.size() == 100);
		assertThat(here).hasSize(50).doesNotContainAnyElementsOf(there);
		assertThat(everything).isEqualTo(all);
		assertThat(this.first.publishToOthers("t", 100)).isOne();
		assertThat(this.first.publishLocally("t", 101)).isFalse();
		Awaitility.await().until(() -> everything.size() == 101);
		assertThat(here.size() + there.size()).isEqualTo(100);
	}

	@Test
	void aMessageThatIsTooLargeReachesNobodyAndTakesNoRoomFromOthers() {
		this.network.maxPayloadBytes = 16 * 1024 * 1024;
		List<byte[]> here = new CopyOnWriteArrayList<>();
		List<byte[]> there = new CopyOnWriteArrayList<>();
		this.first.subscribe("t", byte[].class, (message, from) -> here.add(message));
		this.second.subscribe("t", byte[].class, (message, from) -> there.add(message), member());
		byte[] large = new byte[this.network.maxPayloadBytes];
		for (int i = 0; i < 5; i++) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.first.publish("t", large))
				.withMessageContaining("'t'")
				.withMessageContaining("more than the limit");
		}
		assertThat(this.first.publish("t", new byte[1])).isEqualTo(2);
		Awaitility.await().until(() -> !here.isEmpty() && !there.isEmpty());
		assertThat(here).singleElement().satisfies((message) -> assertThat(message).hasSize(1));
	}

	@Test
	void aKeyStaysWithItsMemberAndInOrder() {
		List<String> here = new CopyOnWriteArrayList<>();
		List<String> there = new CopyOnWriteArrayList<>();
		SubscriptionOptions several = member().withConcurrency(4);
		this.first.subscribe("t", String.class, (message, from) -> here.add(message), several);
		this.second.subscribe("t", String.class, (message, from) -> there.add(message), several);
		for (int number = 0; number < 20; number++) {
			for (int key = 0; key < 10; key++) {
				this.first.publish("t", "key" + key, key + ":" + number);
			}
		}
		Awaitility.await().until(() -> here.size() + there.size() == 200);
		assertThat(here).isNotEmpty();
		assertThat(there).isNotEmpty();
		for (int key = 0; key < 10; key++) {
			String prefix = key + ":";
			List<String> ofKey = IntStream.range(0, 20).mapToObj((number) -> prefix + number).toList();
			List<String> all = here.stream().anyMatch((message) -> message.startsWith(prefix)) ? here : there;
			assertThat(all.stream().filter((message) -> message.startsWith(prefix)).toList()).isEqualTo(ofKey);
		}
	}

	@Test
	void anotherMemberTakesWhatOneHasNoRoomForOrIsNotThereToTake() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		CountDownLatch entered = new CountDownLatch(1);
		List<Integer> there = new CopyOnWriteArrayList<>();
		this.first.subscribe("t", Integer.class, (message, from) -> {
			entered.countDown();
			gate.await();
		}, new SubscriptionOptions("busy", 1, Overflow.DROP_NEWEST).inGroup("workers"));
		assertThat(this.first.publish("t", 0)).isOne();
		assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
		this.second.subscribe("t", Integer.class, (message, from) -> there.add(message), member());
		IntStream.rangeClosed(1, 20).forEach((number) -> this.first.publish("t", number));
		Awaitility.await().until(() -> there.size() == 19);
		this.second.close();
		gate.countDown();
		Awaitility.await().until(() -> this.first.deliveries().delivered() == 2);
		for (int number = 21; number <= 30; number++) {
			long before = this.first.deliveries().delivered();
			this.first.publish("t", number);
			Awaitility.await().until(() -> this.first.deliveries().delivered() == before + 1);
		}
		assertThat(this.first.statistics().get(0).notSent()).isZero();
	}

	@Test
	void manyTopicsAreToldTogetherAndEachIsHeard() {
		List<Integer> heard = new CopyOnWriteArrayList<>();
		int before = this.network.sent.get();
		for (int i = 0; i < 2_000; i++) {
			this.second.subscribe("t" + i, Integer.class, (message, from) -> heard.add(message));
		}
		Awaitility.await().until(() -> this.first.publish("t1999", 1) == 1);
		assertThat(this.network.sent.get() - before).as("announcements").isLessThan(1_000);
		Awaitility.await().until(() -> heard.size() == 1);
	}

	@Test
	void whatNoMemberTakesIsCounted() {
		Subscription gone = this.second.subscribe("t", Integer.class, (message, from) -> {
		}, new SubscriptionOptions("full", 1, Overflow.DROP_NEWEST).inGroup("workers"));
		this.network.connect(this.two.id());
		gone.close();
		assertThat(this.first.publish("t", 1)).isZero();
		CountDownLatch gate = new CountDownLatch(1);
		this.second.subscribe("t", Integer.class, (message, from) -> gate.await(),
				new SubscriptionOptions("full", 1, Overflow.DROP_NEWEST).inGroup("workers"));
		IntStream.range(0, 10).forEach((number) -> assertThat(this.first.publish("t", number)).isOne());
		Awaitility.await().until(() -> this.first.statistics().get(0).notSent() >= 8);
		gate.countDown();
	}

	@Test
	void severalAreTakenAtOnceButNotOfOneKey() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		List<String> done = new CopyOnWriteArrayList<>();
		this.first.subscribe("t", String.class, (message, from) -> {
			if (message.equals("a1")) {
				gate.await();
			}
			done.add(message);
		}, SubscriptionOptions.ofDefaults().withConcurrency(2));
		this.first.publish("t", "a", "a1");
		this.first.publish("t", "a", "a2");
		this.first.publish("t", "b", "b1");
		Awaitility.await().until(() -> done.contains("b1"));
		assertThat(done).containsExactly("b1");
		gate.countDown();
		Awaitility.await().until(() -> done.size() == 3);
		assertThat(done).containsExactly("b1", "a1", "a2");
	}

	@Test
	void aDeadLetterHasTheMessageAndGoesToTheHandlerOfTheSubscriber() {
		List<DeadLetter> letters = new CopyOnWriteArrayList<>();
		TopicErrorHandler own = new TopicErrorHandler() {

			@Override
			public void onError(String subscriber, TopicListener.Publication publication, Throwable failure) {
				throw new IllegalStateException("not asked");
			}

			@Override
			public void onDeadLetter(DeadLetter letter) {
				letters.add(letter);
			}

		};
		this.second.subscribe("t", Integer.class, (message, from) -> {
			throw new java.io.IOException("planted");
		}, SubscriptionOptions.ofDefaults().named("failing").withErrorHandler(own));
		this.first.publish("t", 7);
		Awaitility.await().until(() -> letters.size() == 1);
		assertThat(letters.get(0).message()).isEqualTo(7);
		assertThat(letters.get(0).subscriber()).isEqualTo("failing");
		assertThat(letters.get(0).failure()).hasMessage("planted");
		assertThat(this.errors).isEmpty();
	}

	@Test
	void whoPublishesOnATopicWithoutANameIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.first.publish("", "message"))
			.withMessage("A topic has a name");
		assertThatIllegalArgumentException().isThrownBy(() -> this.first.publish("", "key", "message"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.first.publishToOthers("", "message"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.first.publishLocally("", "message"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.first.publishTo(new NodeId(2, 0), "", "message"));
	}

	@Test
	void whoListensWithANameWithWhichNoMessageCouldTravelIsRefused() {
		String tooLong = "\u00fc".repeat(20_000);
		SubscriptionOptions options = SubscriptionOptions.ofDefaults();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.first.subscribe(tooLong, String.class, (message, from) -> {
			}, options))
			.withMessage("A topic, a key or a group has at most 32767 bytes, not 40000");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.first.subscribe("news", String.class, (message, from) -> {
			}, options.inGroup(tooLong)))
			.withMessage("A topic, a key or a group has at most 32767 bytes, not 40000");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.first.subscribe("", String.class, (message, from) -> {
			}));
		assertThat(this.first.statistics()).isEmpty();
	}

	@Test
	void aMessageOfATopicIsReadAsItWasWritten() {
		for (String key : new String[] { null, "", "a key" }) {
			for (String group : new String[] { "", "g" }) {
				TopicMessage plain = new TopicMessage(group, "tö", key, Map.of(), new byte[] { 1, 2 });
				assertThat(TopicMessage.fromBytes(plain.toBytes())).usingRecursiveComparison().isEqualTo(plain);
				TopicMessage traced = new TopicMessage(group, "tö", key, Map.of("trace", "1-ü"), new byte[] { 1, 2 });
				assertThat(TopicMessage.fromBytes(traced.toBytes())).usingRecursiveComparison().isEqualTo(traced);
			}
		}
		assertThatIllegalArgumentException().isThrownBy(() -> TopicMessage.fromBytes(new byte[] { 0, 5, 1 }));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new TopicMessage("", "t", "k".repeat(40_000), Map.of(), new byte[0]).toBytes())
			.withMessageContaining("at most 32767 bytes");
	}

}
