package io.distsys.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.decision.ClusterDecisions;
import io.distsys.decision.Decision;
import io.distsys.group.ClusterGroups;
import io.distsys.group.GroupMembership;
import io.distsys.group.GroupOptions;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.RebalancePlan;
import io.distsys.pubsub.ClusterEvent;
import io.distsys.pubsub.ClusterListener;
import io.distsys.pubsub.ReliableTopics;
import io.distsys.pubsub.ReplayOptions;
import io.distsys.pubsub.Topics;
import io.distsys.rpc.RemoteService;
import io.distsys.rpc.RemoteServices;
import io.distsys.rpc.ServiceCalls;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.spring.ClusterEventRelay;
import io.distsys.time.Subscription;
import io.distsys.worker.Cast;
import io.distsys.worker.Distributed;
import io.distsys.worker.WorkerContext;
import io.distsys.worker.WorkerGroup;
import io.distsys.worker.WorkerNode;
import io.distsys.worker.WorkerType;
import io.distsys.worker.Workers;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** What is done on one of two nodes is a child of what has caused it on the other one. */
class TracesIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final List<ConfigurableApplicationContext> nodes = new ArrayList<>();

	private static final Set<String> usedKeys = new HashSet<>();

	@BeforeAll
	static void startTwoNodes() {
		String cluster = "traces-" + System.identityHashCode(nodes);
		Stream.of("a", "b")
			.map((name) -> new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
				.properties("distsys.cluster.name=" + cluster, "distsys.cluster.node-name=" + name,
						"distsys.network.port=17751", "distsys.lease.ttl=10s", "distsys.worker.call-timeout=1m",
						"spring.main.banner-mode=off", "spring.jmx.registration-policy=ignore-existing")
				.run())
			.forEach(nodes::add);
		await().atMost(LONG)
			.until(() -> nodes.stream().allMatch((node) -> node.getBean(Cluster.class).view().nodes().size() == 2));
	}

	@AfterAll
	static void closeBoth() {
		nodes.forEach(ConfigurableApplicationContext::close);
		nodes.clear();
	}

	private static ConfigurableApplicationContext first() {
		return nodes.get(0);
	}

	private static ConfigurableApplicationContext second() {
		return nodes.get(1);
	}

	private static SimpleTracer tracer(ConfigurableApplicationContext node) {
		return node.getBean(SimpleTracer.class);
	}

	private static NodeId idOf(ConfigurableApplicationContext node) {
		return node.getBean(Cluster.class).self().id();
	}

	private static Stream<SimpleSpan> ended(ConfigurableApplicationContext node, Span.Kind kind, String name) {
		return tracer(node).getSpans()
			.stream()
			.filter((span) -> span.getKind() == kind && name.equals(span.getName())
					&& !span.getEndTimestamp().equals(Instant.EPOCH));
	}

	private static SimpleSpan span(ConfigurableApplicationContext node, Span.Kind kind, String name, String key) {
		await().atMost(LONG)
			.until(() -> ended(node, kind, name).filter((span) -> isOf(span, key)).findAny().isPresent());
		return ended(node, kind, name).filter((span) -> isOf(span, key)).findAny().orElseThrow();
	}

	private static boolean isOf(SimpleSpan span, String key) {
		return key.equals(span.getTags().get("key"));
	}

	private static SimpleSpan span(ConfigurableApplicationContext node, Span.Kind kind, String name) {
		await().atMost(LONG).until(() -> ended(node, kind, name).findFirst().isPresent());
		return ended(node, kind, name).findFirst().orElseThrow();
	}

	@Test
	void aCallOfAServiceIsFollowed() {
		Ledger ledger = first().getBean(RemoteServices.class).of(Ledger.class).onNode(idOf(second())).proxy();
		assertThat(Traces.in(first(), () -> ledger.add(2))).isEqualTo(2);
		Traces.assertParent(span(first(), Span.Kind.CLIENT, "TracesIntegrationTests$Ledger.add"),
				span(second(), Span.Kind.SERVER, "TracesIntegrationTests$Ledger.add"));
	}

	@Test
	void aCastOfAServiceIsFollowed() {
		ServiceCalls<Ledger> ledger = first().getBean(RemoteServices.class).of(Ledger.class).onNode(idOf(second()));
		assertThat(Traces.in(first(), () -> ledger.cast((called) -> called.add(2)))).isTrue();
		Traces.assertParent(span(first(), Span.Kind.PRODUCER, "TracesIntegrationTests$Ledger.add"),
				span(second(), Span.Kind.CONSUMER, "TracesIntegrationTests$Ledger.add"));
	}

	@Test
	void aCallOfASingletonIsFollowedToItsNodeAndOnIt() {
		await().atMost(LONG).until(() -> nodes.stream().anyMatch(TracesIntegrationTests::isActive));
		ConfigurableApplicationContext owner = isActive(first()) ? first() : second();
		ConfigurableApplicationContext other = (owner == first()) ? second() : first();
		assertThat(Traces.in(other, () -> other.getBean(Sums.class).add(2))).isEqualTo(2);
		Traces.assertParent(span(other, Span.Kind.CLIENT, "sums.add"), span(owner, Span.Kind.SERVER, "sums.add"));
		assertThat(Traces.in(owner, () -> owner.getBean(Sums.class).twice(2)).toCompletableFuture().join())
			.isEqualTo(4);
		Traces.assertParent(span(owner, Span.Kind.CLIENT, "sums.twice"), span(owner, Span.Kind.SERVER, "sums.twice"));
		assertThatIllegalArgumentException().isThrownBy(() -> other.getBean(Sums.class).fail());
		assertThat(span(other, Span.Kind.CLIENT, "sums.fail").getError()).hasMessage("planted");
		assertThat(span(owner, Span.Kind.SERVER, "sums.fail").getError()).hasMessage("planted");
	}

	private static boolean isActive(ConfigurableApplicationContext node) {
		return node.getBean(ClusterSingletons.class).fenceOf("sums").isPresent();
	}

	@Test
	void callsAndCastsOfAWorkerAreFollowedToItsNodeAndOnIt() {
		for (ConfigurableApplicationContext node : nodes) {
			String key = keyOn(node);
			Account account = first().getBean(Workers.class).of(Account.class).get(key);
			assertThat(Traces.in(first(), account::balance)).isZero();
			Traces.assertParent(span(first(), Span.Kind.CLIENT, "account.balance", key),
					span(node, Span.Kind.SERVER, "account.balance", key));
			assertThat(Traces.in(first(), () -> deposit(account))).isTrue();
			Traces.assertParent(span(first(), Span.Kind.PRODUCER, "account.deposit", key),
					span(node, Span.Kind.CONSUMER, "account.deposit", key));
		}
	}

	@Test
	void whatAWorkerAsksOfItselfIsAChildAndItsTimerIsNot() {
		String key = keyOn(second());
		Account account = first().getBean(Workers.class).of(Account.class).get(key);
		assertThat(Traces.in(first(), account::remindLater)).isTrue();
		SimpleSpan asked = span(second(), Span.Kind.SERVER, "account.remindLater", key);
		SimpleSpan sent = span(second(), Span.Kind.PRODUCER, "account.execute", key);
		Traces.assertParent(asked, sent);
		Traces.assertParent(sent, span(second(), Span.Kind.CONSUMER, "account.execute", key));
		SimpleSpan timer = span(second(), Span.Kind.CONSUMER, "account.after", key);
		assertThat(timer.context().parentId()).as("parent of a timer").isEmpty();
		assertThat(timer.context().traceId()).isNotEqualTo(asked.context().traceId());
	}

	private static boolean deposit(Account account) {
		account.deposit(2);
		return true;
	}

	/** A worker of which no other test knows, and that stays where it is. */
	private static String keyOn(ConfigurableApplicationContext node) {
		await().atMost(LONG)
			.until(() -> nodes.stream().allMatch(TracesIntegrationTests::hasSlots)
					&& nodes.stream().anyMatch(TracesIntegrationTests::leavesAllWhereItIs));
		String found = IntStream.range(0, 1000)
			.mapToObj((number) -> "ann" + number)
			.filter((key) -> !usedKeys.contains(key) && isOn(key, node))
			.findFirst()
			.orElseThrow();
		usedKeys.add(found);
		return found;
	}

	private static boolean hasSlots(ConfigurableApplicationContext node) {
		return node.getBean(WorkerNode.class).statistics().get(0).ownedSlots() > 0;
	}

	private static boolean leavesAllWhereItIs(ConfigurableApplicationContext node) {
		RebalancePlan plan = node.getBean(Ownerships.class).rebalancing().plan().toCompletableFuture().join();
		return plan.decides() && plan.moves().isEmpty() && plan.held().isEmpty() && plan.underWay() == 0;
	}

	private static boolean isOn(String key, ConfigurableApplicationContext node) {
		WorkerType<Account> accounts = first().getBean(Workers.class).of(Account.class);
		await().atMost(LONG).until(() -> accounts.whereIs(key).isPresent());
		return accounts.whereIs(key).orElseThrow().equals(idOf(node));
	}

	@Test
	void aMessageToAGroupOfWorkersIsFollowed() {
		String key = keyOn(second());
		first().getBean(Workers.class).of(Account.class).get(key).joinAccounts();
		WorkerGroup<Account> group = first().getBean(Workers.class).group(Account.class, "accounts");
		await().atMost(LONG).until(() -> group.members().size() == 1);
		assertThat(
				Traces.in(first(), () -> group.sendToAll((account) -> account.deposit(3))).toCompletableFuture().join())
			.isEqualTo(1);
		Traces.assertParent(span(first(), Span.Kind.PRODUCER, "TracesIntegrationTests$Account.deposit", "accounts"),
				span(second(), Span.Kind.CONSUMER, "account.deposit", key));
	}

	@Test
	void aMessageOfATopicIsFollowed() {
		await().atMost(LONG)
			.until(() -> Traces.in(first(), () -> first().getBean(Topics.class).publish("news", "text")) == 2);
		assertPublished("topic news");
	}

	private static void assertPublished(String name) {
		SimpleSpan handled = span(second(), Span.Kind.CONSUMER, name);
		await().atMost(LONG).until(() -> parentOf(handled, name).isPresent());
		Traces.assertParent(parentOf(handled, name).orElseThrow(), handled);
	}

	private static Optional<SimpleSpan> parentOf(SimpleSpan handled, String name) {
		return ended(first(), Span.Kind.PRODUCER, name)
			.filter((span) -> span.context().spanId().equals(handled.context().parentId()))
			.findFirst();
	}

	/**
	 * Whatever is appended while its partition moves may wait for a backup that never
	 * comes, and then nobody knows whether it is stored: so it is published until it is.
	 */
	@Test
	void aMessageOfAReliableTopicIsFollowedThroughTheLog() {
		try (Subscription subscription = second().getBean(ReliableTopics.class)
			.subscribe("orders", String.class, (order, origin) -> {
			}, ReplayOptions.earliest().named("statement"))) {
			ReliableTopics topics = first().getBean(ReliableTopics.class);
			await().atMost(LONG).until(() -> isStored(Traces.in(first(), () -> topics.publish("orders", "one"))));
			assertPublished("reliable topic orders");
		}
	}

	private static boolean isStored(CompletionStage<Long> position) {
		return position.handle((stored, failure) -> failure == null).toCompletableFuture().join();
	}

	@Test
	void aMessageToAGroupIsFollowed() {
		try (GroupMembership membership = second().getBean(ClusterGroups.class)
			.join("renderers", String.class, (picture, sender) -> {
			}, GroupOptions.ofDefaults())) {
			ClusterGroups groups = first().getBean(ClusterGroups.class);
			await().atMost(LONG).until(() -> groups.members("renderers").size() == 1);
			assertThat(Traces.in(first(), () -> groups.broadcast("renderers", "sunset"))).isEqualTo(1);
			Traces.assertParent(span(first(), Span.Kind.PRODUCER, "group renderers"),
					span(second(), Span.Kind.CONSUMER, "group renderers"));
		}
	}

	@Test
	void aQuestionToAllNodesIsFollowedToEach() {
		List<Subscription> answering = nodes.stream()
			.map((node) -> node.getBean(ClusterDecisions.class).answer("loaded", String.class, (file) -> true))
			.toList();
		Set<NodeId> all = Set.of(idOf(first()), idOf(second()));
		Decision<Boolean> decision = Traces.in(first(),
				() -> first().getBean(ClusterDecisions.class).decide(all, "loaded", "a file", Boolean.class, LONG));
		assertThat(decision).isInstanceOf(Decision.Decided.class);
		SimpleSpan asked = span(first(), Span.Kind.CLIENT, "loaded.decide");
		nodes.forEach((node) -> Traces.assertParent(asked, span(node, Span.Kind.SERVER, "loaded.decide")));
		answering.forEach(Subscription::close);
	}

	@Test
	void anEventOfTheApplicationIsFollowed() {
		String span = "topic " + ClusterEventRelay.TOPIC;
		await().atMost(LONG).until(() -> Traces.in(first(), () -> {
			first().publishEvent(new PriceChanged("bread"));
			return ended(second(), Span.Kind.CONSUMER, span).findFirst().isPresent();
		}));
		assertPublished(span);
	}

	interface Ledger {

		int add(int amount);

	}

	@RemoteService
	static class LedgerOfThisNode implements Ledger {

		@Override
		public int add(int amount) {
			return amount;
		}

	}

	interface Sums {

		int add(int amount);

		CompletionStage<Integer> twice(int amount);

		void fail();

	}

	@ClusterSingleton("sums")
	static class SumsOfTheCluster implements Sums {

		@Override
		public int add(int amount) {
			return amount;
		}

		@Override
		public CompletionStage<Integer> twice(int amount) {
			return CompletableFuture.supplyAsync(() -> 2 * amount);
		}

		@Override
		public void fail() {
			throw new IllegalArgumentException("planted");
		}

	}

	interface Account {

		int balance();

		@Cast
		void deposit(int amount);

		boolean remindLater();

		void joinAccounts();

	}

	@Distributed("account")
	static class AccountWorker implements Account {

		private final WorkerContext context;

		private int balance;

		AccountWorker(WorkerContext context) {
			this.context = context;
		}

		@Override
		public int balance() {
			return this.balance;
		}

		@Override
		public void deposit(int amount) {
			this.balance += amount;
		}

		@Override
		public boolean remindLater() {
			return this.context.execute(() -> this.context.after(Duration.ofMillis(1), () -> this.balance++));
		}

		@Override
		public void joinAccounts() {
			this.context.join("accounts");
		}

	}

	@ClusterEvent
	record PriceChanged(String product) {

	}

	static class Listener {

		@ClusterListener(topics = "news")
		void onNews(String message) {
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import({ TracingConfiguration.class, LedgerOfThisNode.class, SumsOfTheCluster.class, Listener.class })
	static class Application {

	}

}
