package io.distsys.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.distsys.actuate.ClusterDescriptor;
import io.distsys.actuate.ClusterDescriptor.EventDescriptor;
import io.distsys.actuate.ClusterDescriptor.NodeDescriptor;
import io.distsys.actuate.ClusterDescriptor.WorkersDescriptor;
import io.distsys.actuate.ClusterEndpoint;
import io.distsys.actuate.ClusterHealthContributor;
import io.distsys.actuate.OwnershipMeters;
import io.distsys.cluster.Cluster;
import io.distsys.election.Candidacy;
import io.distsys.election.LeaderElection;
import io.distsys.election.LeaderElections;
import io.distsys.election.LeadershipEvent;
import io.distsys.election.LeadershipGrantedEvent;
import io.distsys.election.LeadershipListener;
import io.distsys.election.LeadershipRevokedEvent;
import io.distsys.lock.ClusterLock;
import io.distsys.lock.ClusterLocks;
import io.distsys.lock.LocksClosedException;
import io.distsys.number.AtomicNumber;
import io.distsys.number.AtomicNumbers;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Guarantee;
import io.distsys.pubsub.ClusterListener;
import io.distsys.pubsub.ReliableTopics;
import io.distsys.pubsub.ReplayOptions;
import io.distsys.pubsub.Topics;
import io.distsys.quorum.Quorum;
import io.distsys.quorum.QuorumEvent;
import io.distsys.registry.ClusterRegistries;
import io.distsys.registry.ClusterRegistry;
import io.distsys.registry.RegistrationResult;
import io.distsys.registry.RegistryEvent;
import io.distsys.rpc.RemoteServices;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.OnActivate;
import io.distsys.singleton.OnDeactivate;
import io.distsys.worker.Distributed;
import io.distsys.worker.OnStart;
import io.distsys.worker.RestartPolicy;
import io.distsys.worker.SupervisionGroup;
import io.distsys.worker.WorkerContext;
import io.distsys.worker.Workers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Two applications in one JVM, as two nodes. */
class ClusterIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	private final String clusterName = "it-" + System.identityHashCode(this);

	@BeforeEach
	void startTwoNodes() {
		start("a");
		start("b");
		await().atMost(LONG).until(() -> this.contexts.stream().allMatch((node) -> nodes(node) == 2));
	}

	private void start(String name) {
		this.contexts.add(new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("distsys.cluster.name=" + this.clusterName, "distsys.cluster.node-name=" + name,
					"distsys.network.port=17701", "distsys.lease.ttl=10s", "spring.main.banner-mode=off",
					"spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=cluster",
					// Beans of Spring Cloud have the same name in each of the contexts.
					"spring.jmx.registration-policy=ignore-existing")
			.run());
	}

	@AfterEach
	void closeAll() {
		this.contexts.forEach(ConfigurableApplicationContext::close);
	}

	private static int nodes(ConfigurableApplicationContext node) {
		return node.getBean(Cluster.class).view().nodes().size();
	}

	private static LedgerBean ledger(ConfigurableApplicationContext node) {
		return node.getBean(Probe.class).ledger;
	}

	private List<ConfigurableApplicationContext> active() {
		return this.contexts.stream().filter((node) -> ledger(node).active).toList();
	}

	@Test
	void singletonIsActiveOnOneNodeAndCalledFromAllAndMovesOnGracefulClose() {
		await().atMost(LONG).until(() -> active().size() == 1);
		ConfigurableApplicationContext owner = active().get(0);
		String ownerName = owner.getBean(Cluster.class).self().name();
		for (ConfigurableApplicationContext node : this.contexts) {
			assertThat(node.getBean(Ledger.class).add(2)).isPositive();
		}
		assertThat(ledger(owner).sum.get()).isEqualTo(4);
		await().atMost(LONG).until(() -> ledger(owner).ticks.get() > 2);
		ConfigurableApplicationContext other = this.contexts.get((owner == this.contexts.get(0)) ? 1 : 0);
		assertThat(ledger(other).ticks.get()).isZero();
		await().atMost(LONG).untilAsserted(() -> oneNodeTellsOfBoth(other, ownerName));
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(other.getBean(ClusterHealthContributor.class)).isNotEmpty()
				.allSatisfy((part) -> assertThat(((HealthIndicator) part.contributor()).health().getStatus())
					.as(part.name())
					.isEqualTo(Status.UP)));
		MeterRegistry registry = new SimpleMeterRegistry();
		other.getBean(OwnershipMeters.class).bindTo(registry);
		LedgerBean former = ledger(owner);
		owner.close();
		assertThat(former.active).isFalse();
		await().atMost(LONG).until(() -> ledger(other).active && ledger(other).ticks.get() > 0);
		assertThat(other.getBean(Ledger.class).add(1)).isOne();
		await().atMost(LONG).until(() -> moves(registry, "distsys.handover") + moves(registry, "distsys.failover") > 0);
	}

	private static long moves(MeterRegistry registry, String name) {
		return registry.get(name).tag("kind", "singleton").timer().count();
	}

	private static void oneNodeTellsOfBoth(ConfigurableApplicationContext node, String ownerName) {
		ClusterDescriptor seen = node.getBean(ClusterEndpoint.class).cluster();
		assertThat(seen.unanswered()).isEmpty();
		assertThat(seen.quorum().present()).isTrue();
		assertThat(seen.nodes()).extracting(NodeDescriptor::report)
			.hasSize(2)
			.doesNotContainNull()
			.allSatisfy((report) -> assertThat(report.sees()).containsExactly("a", "b"))
			.allSatisfy((report) -> assertThat(report.quorum()).isTrue());
		assertThat(seen.singletons()).singleElement().satisfies((singleton) -> {
			assertThat(singleton.owner()).isEqualTo(ownerName);
			assertThat(singleton.activeForMillis()).isNotNull();
		});
		assertThat(seen.events().events()).flatExtracting(EventDescriptor::seenBy).contains("a", "b");
		assertThat(seen.events().events()).anySatisfy((event) -> {
			assertThat(event.type()).isEqualTo("SingletonActivated");
			assertThat(event.about()).isEqualTo("ledger");
			assertThat(event.seenBy()).containsExactly(ownerName);
		});
	}

	@Test
	void listenersOfAllNodesGetMessagesAndTheApplicationGetsEvents() {
		await().atMost(LONG).untilAsserted(() -> {
			this.contexts.get(0).getBean(Topics.class).publish("news", "hello");
			for (ConfigurableApplicationContext node : this.contexts) {
				assertThat(node.getBean(Probe.class).messages).contains("hello");
			}
		});
		ClusterEndpoint endpoint = this.contexts.get(1).getBean(ClusterEndpoint.class);
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(endpoint.cluster().topics().nodes()).hasSize(2)
				.allSatisfy((node, topics) -> assertThat(topics).filteredOn((topic) -> topic.topic().equals("news"))
					.singleElement()
					.satisfies((topic) -> assertThat(topic.received()).isPositive())));
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(this.contexts.get(0).getBean(Probe.class).events)
				.hasAtLeastOneElementOfType(QuorumEvent.QuorumPresent.class));
	}

	@Test
	void workerIsCalledFromBothNodesAndLivesOnOne() {
		List<Counter> counters = this.contexts.stream()
			.map((node) -> node.getBean(Workers.class).of(Counter.class).withTimeout(LONG).get("k"))
			.toList();
		// Its slot may be on its way still, and takes no state with it.
		await().atMost(LONG).untilAsserted(() -> {
			int before = counters.get(0).increment();
			assertThat(counters).extracting(Counter::increment).containsExactly(before + 1, before + 2);
		});
		ClusterEndpoint endpoint = this.contexts.get(1).getBean(ClusterEndpoint.class);
		await().atMost(LONG).untilAsserted(() -> {
			WorkersDescriptor workers = endpoint.cluster().workers();
			assertThat(workers.unanswered()).isEmpty();
			assertThat(workers.running().values().stream().mapToInt((counts) -> counts.get("counter")).sum()).isOne();
			assertThat(workers.groups()).singleElement().satisfies((group) -> {
				assertThat(group.name()).isEqualTo("counters");
				assertThat(group.members().values()).containsExactly(1);
			});
			assertThat(workers.supervision()).singleElement().satisfies((group) -> {
				assertThat(group.types()).containsExactly("line/reader");
				assertThat(group.maxRestarts()).isEqualTo(RestartPolicy.ofDefaults().maxRestarts());
				assertThat(group.nodes()).containsExactly("a", "b");
			});
		});
	}

	@Test
	void oneNodeTellsOfTheReliableTopicsAndServicesOfTheOther() {
		ConfigurableApplicationContext other = this.contexts.get(0);
		ConfigurableApplicationContext asked = this.contexts.get(1);
		other.getBean(ReliableTopics.class).subscribe("orders", String.class, (order, origin) -> {
		}, ReplayOptions.earliest().named("statement"));
		AtomicInteger count = new AtomicInteger();
		other.getBean(RemoteServices.class).export(Counter.class, count::incrementAndGet);
		await().atMost(LONG).untilAsserted(() -> {
			asked.getBean(ReliableTopics.class).publish("orders", "one more");
			asked.getBean(RemoteServices.class).of(Counter.class).onAll().call(Counter::increment);
			ClusterDescriptor seen = asked.getBean(ClusterEndpoint.class).cluster();
			assertThat(seen.topics().reliable().get("a")).singleElement().satisfies((subscriber) -> {
				assertThat(subscriber.topic()).isEqualTo("orders");
				assertThat(subscriber.id()).isEqualTo("statement");
				assertThat(subscriber.delivered()).isPositive();
			});
			assertThat(seen.services().nodes().get("a")).singleElement().satisfies((service) -> {
				assertThat(service.service()).isEqualTo(Counter.class.getName());
				assertThat(service.answered()).isPositive();
			});
		});
	}

	@Test
	void aNameHasOneHolderAndIsFreeAgainWhenItsNodeHasLeft() {
		ConfigurableApplicationContext holder = this.contexts.get(0);
		ConfigurableApplicationContext other = this.contexts.get(1);
		awaitQuorum();
		ClusterRegistry names = holder.getBean(ClusterRegistry.class);
		ClusterRegistry others = other.getBean(ClusterRegistry.class);
		assertThat(names.register("mailer", Map.of("port", "25"))).isInstanceOf(RegistrationResult.Registered.class);
		assertThat(names.find("mailer")).isPresent();
		assertThat(others.register("mailer", Map.of())).isInstanceOfSatisfying(RegistrationResult.Taken.class,
				(taken) -> assertThat(taken.metadata()).containsEntry("port", "25"));
		assertThat(others.find("mailer").orElseThrow().metadata()).containsEntry("port", "25");
		holder.close();
		await().atMost(LONG).until(() -> others.register("mailer", Map.of()) instanceof RegistrationResult.Registered);
	}

	@Test
	void anAvailableNameIsKnownOnAllNodesAndFreeOnceItsNodeHasLeft() {
		ConfigurableApplicationContext holder = this.contexts.get(0);
		ConfigurableApplicationContext other = this.contexts.get(1);
		ClusterRegistry names = holder.getBean(ClusterRegistries.class).get(Guarantee.AVAILABLE);
		ClusterRegistry others = other.getBean(ClusterRegistries.class).get(Guarantee.AVAILABLE);
		List<RegistryEvent> events = new CopyOnWriteArrayList<>();
		others.subscribe(events::add);
		RegistrationResult result = names.register("mailer", Map.of("port", "25"));
		assertThat(names.find("mailer")).isPresent();
		await().atMost(LONG).until(() -> others.find("mailer").isPresent());
		assertThat(others.register("mailer", Map.of())).isInstanceOfSatisfying(RegistrationResult.Taken.class,
				(taken) -> assertThat(taken.metadata()).containsEntry("port", "25"));
		assertThat(other.getBean(ClusterRegistry.class).find("mailer")).as("in the strong registry").isEmpty();
		assertThat(other.getBean(ClusterEndpoint.class).cluster().registry())
			.anySatisfy((name) -> assertThat(name.guarantee()).isEqualTo(Guarantee.AVAILABLE));
		await().atMost(LONG).until(() -> events.size() == 1);
		holder.close();
		assertThat(((RegistrationResult.Registered) result).registration().isHeld()).isFalse();
		await().atMost(LONG).until(() -> others.register("mailer", Map.of()) instanceof RegistrationResult.Registered);
		await().atMost(LONG).until(() -> events.size() >= 3);
	}

	@Test
	void aLockIsHeldByOneThreadOfTheClusterAndLostByNobodyWhenANodeLeaves() throws Exception {
		awaitQuorum();
		ConfigurableApplicationContext leaving = this.contexts.get(0);
		ConfigurableApplicationContext staying = this.contexts.get(1);
		ClusterLocks locks = staying.getBean(ClusterLocks.class);
		AtomicNumber counter = leaving.getBean(AtomicNumbers.class).get("in-section");
		List<Future<Long>> sections = new ArrayList<>();
		ExecutorService threads = virtualThreadsOrPool();
		for (int i = 0; i < 20; i++) {
			ConfigurableApplicationContext node = this.contexts.get(i % 2);
			sections.add(threads.submit(() -> section(node)));
		}
		for (Future<Long> section : sections) {
			assertThat(section.get(30, TimeUnit.SECONDS)).as("threads in the section").isOne();
		}
		assertThat(counter.get()).isZero();
		assertThat(staying.getBean(AtomicNumbers.class).get("sections").get()).isEqualTo(20);
		ClusterLock lock = locks.get("section");
		lock.lock();
		Future<Boolean> waiting = threads.submit(() -> {
			leaving.getBean(ClusterLocks.class).get("section").lock();
			return true;
		});
		await().atMost(LONG).until(() -> locks.list().get(0).waiting().size() == 1);
		ClusterDescriptor seen = staying.getBean(ClusterEndpoint.class).cluster();
		assertThat(seen.locks()).singleElement().satisfies((shown) -> {
			assertThat(shown.name()).isEqualTo("section");
			assertThat(shown.node()).isEqualTo("b");
			assertThat(shown.waiting()).containsExactly("a");
			assertThat(shown.token()).isEqualTo(lock.token().value());
		});
		leaving.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
			.withCauseInstanceOf(LocksClosedException.class);
		assertThat(lock.isHeldByCurrentThread()).isTrue();
		lock.unlock();
		assertThat(locks.statistics().lost()).isZero();
		threads.shutdownNow();
	}

	private static long section(ConfigurableApplicationContext node) {
		AtomicNumbers numbers = node.getBean(AtomicNumbers.class);
		ClusterLock lock = node.getBean(ClusterLocks.class).get("section");
		lock.lock();
		try {
			long inside = numbers.get("in-section").incrementAndGet();
			numbers.get("sections").incrementAndGet();
			numbers.get("in-section").decrementAndGet();
			return inside;
		}
		finally {
			lock.unlock();
		}
	}

	private static ExecutorService virtualThreadsOrPool() throws ReflectiveOperationException {
		if (Runtime.version().feature() < 21) {
			return Executors.newCachedThreadPool();
		}
		return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
	}

	@Test
	void leadershipIsHandedOverWhenItsNodeLeavesAndTheApplicationIsTold() {
		awaitQuorum();
		List<String> calls = new CopyOnWriteArrayList<>();
		List<Candidacy> candidacies = new ArrayList<>();
		for (ConfigurableApplicationContext node : this.contexts) {
			LeaderElection election = node.getBean(LeaderElections.class).of("importer");
			candidacies.add(election.join(new Recording(node.getBean(Cluster.class).self().name(), calls)));
			await().atMost(LONG).until(() -> election.leader().isPresent());
		}
		await().atMost(LONG).until(() -> calls.size() == 1 && candidacies.get(0).isLeader());
		ConfigurableApplicationContext other = this.contexts.get(1);
		assertThat(other.getBean(LeaderElections.class).of("importer").isLeader()).isFalse();
		assertThat(other.getBean(ClusterEndpoint.class).cluster().elections()).singleElement()
			.satisfies((shown) -> assertThat(shown.node()).isEqualTo("a"));
		Probe former = this.contexts.get(0).getBean(Probe.class);
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(former.events).hasAtLeastOneElementOfType(LeadershipGrantedEvent.class));
		this.contexts.get(0).close();
		assertThat(candidacies.get(0).isLeader()).isFalse();
		await().atMost(LONG).until(() -> candidacies.get(1).isLeader() && calls.size() == 3);
		assertThat(calls).containsExactly("a granted", "a revoked", "b granted");
		assertThat(former.events).hasAtLeastOneElementOfType(LeadershipRevokedEvent.class);
	}

	private void awaitQuorum() {
		for (ConfigurableApplicationContext node : this.contexts) {
			await().atMost(LONG).until(() -> node.getBean(Quorum.class).isPresent());
		}
	}

	record Recording(String node, List<String> calls) implements LeadershipListener {

		@Override
		public void granted(Fence fence) {
			this.calls.add(this.node + " granted");
		}

		@Override
		public void revoked(FencingToken token, String reason) {
			this.calls.add(this.node + " revoked");
		}

	}

	interface Counter {

		int increment();

	}

	@Distributed("counter")
	static class CounterWorker implements Counter {

		private final Probe probe;

		private final String key;

		private final WorkerContext context;

		private int count;

		CounterWorker(String key, Probe probe, WorkerContext context) {
			this.key = key;
			this.probe = probe;
			this.context = context;
		}

		@OnStart
		void begin() {
			this.context.join("counters");
		}

		@Override
		public int increment() {
			this.probe.messages.add(this.key);
			return ++this.count;
		}

	}

	interface Reader {

		String read();

	}

	@Distributed(value = "line/reader", slots = 4)
	static class ReaderWorker implements Reader {

		@Override
		public String read() {
			return "";
		}

	}

	interface Ledger {

		int add(int amount);

	}

	@ClusterSingleton("${ledger.name:ledger}")
	static class LedgerBean implements Ledger {

		final AtomicInteger sum = new AtomicInteger();

		final AtomicInteger ticks = new AtomicInteger();

		volatile boolean active;

		@OnActivate
		void begin(Fence fence) {
			this.active = fence.isHeld();
		}

		@OnDeactivate
		void end() {
			this.active = false;
		}

		@Scheduled(fixedRate = 50)
		void tick() {
			this.ticks.incrementAndGet();
		}

		@Override
		public int add(int amount) {
			return this.sum.addAndGet(amount);
		}

	}

	static class Probe {

		final LedgerBean ledger = new LedgerBean();

		final List<String> messages = new CopyOnWriteArrayList<>();

		final List<Object> events = new CopyOnWriteArrayList<>();

		@ClusterListener(topics = "news")
		void onNews(String message) {
			this.messages.add(message);
		}

		@EventListener
		void onQuorum(QuorumEvent event) {
			this.events.add(event);
		}

		@EventListener
		void onLeadership(LeadershipEvent event) {
			this.events.add(event);
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableScheduling
	static class Application {

		@Bean
		Probe probe() {
			return new Probe();
		}

		@Bean
		LedgerBean ledger(Probe probe) {
			return probe.ledger;
		}

		@Bean
		SupervisionGroup line() {
			return SupervisionGroup.of("line", SupervisionGroup.Strategy.ONE_FOR_ALL, "reader")
				.withEscalation(RestartPolicy.ofDefaults());
		}

	}

}
