package io.distsys.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.actuate.ClusterEndpoint;
import io.distsys.actuate.ClusterEventLog;
import io.distsys.actuate.ClusterHealthContributor;
import io.distsys.actuate.ClusterMeters;
import io.distsys.actuate.ClusterReports;
import io.distsys.actuate.CommandMeters;
import io.distsys.actuate.ConsensusMeters;
import io.distsys.actuate.DeliveryMeters;
import io.distsys.actuate.ElectionMeters;
import io.distsys.actuate.HandshakeMeters;
import io.distsys.actuate.LockMeters;
import io.distsys.actuate.NodeOperations;
import io.distsys.actuate.NodeReporter;
import io.distsys.actuate.OwnershipMeters;
import io.distsys.actuate.PartitionMeters;
import io.distsys.actuate.PresenceMeters;
import io.distsys.actuate.RegistryMeters;
import io.distsys.actuate.ServiceMeters;
import io.distsys.actuate.SingletonMeters;
import io.distsys.actuate.TrackerMeters;
import io.distsys.autoconfigure.lifecycle.LifecycleAutoConfiguration;
import io.distsys.available.AvailableNode;
import io.distsys.cloud.ClusterAutoServiceRegistration;
import io.distsys.cloud.ClusterDiscoveryClient;
import io.distsys.cloud.ClusterReactiveDiscoveryClient;
import io.distsys.cloud.ClusterRegistration;
import io.distsys.cloud.LoadBalancerCacheEviction;
import io.distsys.cloud.ServiceCatalogue;
import io.distsys.consensus.ConsensusSettings;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.decision.ClusterDecisions;
import io.distsys.election.LeaderElections;
import io.distsys.group.ClusterGroups;
import io.distsys.hazelcast.HazelcastConfigurer;
import io.distsys.hazelcast.HazelcastSettings;
import io.distsys.lock.ClusterLocks;
import io.distsys.lock.LockSettings;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.number.AtomicNumbers;
import io.distsys.number.NumberSettings;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.LeaseSettings;
import io.distsys.ownership.Ownerships;
import io.distsys.presence.Presence;
import io.distsys.pubsub.ReliableTopics;
import io.distsys.pubsub.Topics;
import io.distsys.quorum.Quorum;
import io.distsys.quorum.QuorumSettings;
import io.distsys.registry.ClusterRegistries;
import io.distsys.registry.ClusterRegistry;
import io.distsys.registry.ConflictRule;
import io.distsys.rpc.RemoteServices;
import io.distsys.rpc.ServiceSettings;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonSettings;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.ClusterTrackers;
import io.distsys.spring.CoreLifecycle;
import io.distsys.time.HybridLogicalClock;
import io.distsys.time.HybridTimestamp;
import io.distsys.tracker.TrackerSettings;
import io.distsys.worker.WorkerSettings;
import io.distsys.worker.Workers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.RETURNS_MOCKS;
import static org.mockito.Mockito.mock;

/**
 * The same five scenarios for each concept, in a cluster of one node that is not started.
 */
class ConceptScenariosTests {

	private static final String HAZELCAST = HazelcastInstance.class.getName();

	/** The lifecycle is there only where it is what is looked at. */
	private static final Class<?>[] AUTO_CONFIGURATIONS = LibraryAutoConfigurations
		.except(LifecycleAutoConfiguration.class);

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AUTO_CONFIGURATIONS));

	private final ApplicationContextRunner runner = this.bare.withUserConfiguration(SingleNodeConfiguration.class)
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withBean(ObservationRegistry.class, ObservationRegistry::create)
		.withPropertyValues("management.endpoints.web.exposure.include=*",
				"management.endpoints.jmx.exposure.include=*", "spring.jmx.enabled=true");

	static Stream<Concept> concepts() {
		return Stream.of(
				concept(ClusterThreads.class).mapped(
						List.of("distsys.threads.size=1", "spring.threads.virtual.enabled=false"),
						(context) -> assertThat(threadName(context)).isEqualTo("distsys-user-1")),
				concept(HazelcastConfigurer.class).mapped(
						List.of("distsys.network.port=6000", "distsys.cluster.name=c",
								"distsys.discovery.tcp-ip.members=h1,h2:7", "distsys.failure-detection.timeout=9s",
								"distsys.serialization.packages=org.example"),
						ConceptScenariosTests::hasHazelcastSettings),
				concept(Messenger.class).mapped(List.of("distsys.messaging.when-full=reject"),
						(context) -> assertThat(context.getBean(Messenger.class).holdsUp(Lane.BULK)).isFalse()),
				concept(ReplicatedLog.class).mapped(
						List.of("distsys.cluster.expected-size=3", "distsys.consensus.max-voters=7",
								"distsys.consensus.heartbeat=300ms"),
						(context) -> assertThat(context.getBean(ConsensusSettings.class)).satisfies((settings) -> {
							assertThat(settings.expectedSize()).isEqualTo(3);
							assertThat(settings.maxVoters()).isEqualTo(7);
							assertThat(settings.heartbeat()).isEqualTo(Duration.ofMillis(300));
						})),
				concept(Ownerships.class).mapped(List.of("distsys.lease.ttl=4s", "distsys.lease.stop-grace=1s"),
						(context) -> assertThat(context.getBean(LeaseSettings.class))
							.isEqualTo(new LeaseSettings(Duration.ofSeconds(4), Duration.ofMillis(400), 0.01,
									Duration.ofMillis(50), Duration.ofSeconds(1)))),
				concept(Quorum.class).mapped(List.of("distsys.quorum.policy=static", "distsys.quorum.size=2"),
						(context) -> assertThat(context.getBean(QuorumSettings.class))
							.isEqualTo(new QuorumSettings(QuorumSettings.Policy.STATIC, 2))),
				concept(AvailableNode.class), concept(ClusterDecisions.class),
				concept(ClusterRegistries.class).disabledBy("distsys.registry.enabled=false"),
				concept(ClusterRegistry.class).disabledBy("distsys.registry.enabled=false")
					.mapped(List.of("distsys.registry.guarantee=available"),
							(context) -> assertThat(context.getBean(ClusterRegistry.class).guarantee())
								.isEqualTo(Guarantee.AVAILABLE)),
				concept(ConflictRule.class).disabledBy("distsys.registry.enabled=false"),
				concept(HybridLogicalClock.class).disabledBy("distsys.registry.enabled=false")
					.mapped(List.of("distsys.registry.max-clock-drift=1h"),
							(context) -> assertThat(context.getBean(HybridLogicalClock.class)
								.observe(HybridTimestamp.at(Instant.now().plusSeconds(1800)))).isTrue()),
				concept(ClusterTrackers.class).mapped(
						List.of("distsys.tracker.repair-interval=5s", "distsys.tracker.max-entries=7"),
						(context) -> assertThat(context.getBean(TrackerSettings.class)).satisfies((settings) -> {
							assertThat(settings.repairInterval()).isEqualTo(Duration.ofSeconds(5));
							assertThat(settings.maxEntries()).isEqualTo(7);
						})),
				concept(ClusterGroups.class).disabledBy("distsys.group.enabled=false"),
				concept(Presence.class).disabledBy("distsys.presence.enabled=false"),
				concept(ClusterLocks.class).disabledBy("distsys.lock.enabled=false")
					.mapped(List.of("distsys.lock.timeout=3s", "distsys.lock.max-waiting=7"),
							(context) -> assertThat(context.getBean(LockSettings.class))
								.isEqualTo(new LockSettings(Duration.ofSeconds(3), 7))),
				concept(AtomicNumbers.class).disabledBy("distsys.number.enabled=false")
					.mapped(List.of("distsys.number.timeout=3s", "distsys.number.max-numbers=7"),
							(context) -> assertThat(context.getBean(NumberSettings.class))
								.isEqualTo(new NumberSettings(Duration.ofSeconds(3), 7))),
				concept(LeaderElections.class).disabledBy("distsys.election.enabled=false"),
				concept(LockMeters.class).disabledBy("distsys.lock.enabled=false").without("io.micrometer"),
				concept(ElectionMeters.class).disabledBy("distsys.election.enabled=false").without("io.micrometer"),
				concept(ServiceCatalogue.class).disabledBy("spring.cloud.discovery.enabled=false")
					.without("org.springframework.cloud"),
				concept(ClusterDiscoveryClient.class).disabledBy("spring.cloud.discovery.blocking.enabled=false")
					.without("org.springframework.cloud")
					.mapped(List.of("distsys.spring-cloud.order=7"),
							(context) -> assertThat(context.getBean(ClusterDiscoveryClient.class).getOrder())
								.isEqualTo(7)),
				concept(ClusterReactiveDiscoveryClient.class)
					.disabledBy("spring.cloud.discovery.reactive.enabled=false")
					.without("reactor"),
				concept(LoadBalancerCacheEviction.class).disabledBy("distsys.spring-cloud.enabled=false")
					.without("org.springframework.cloud.loadbalancer"),
				concept(ClusterAutoServiceRegistration.class)
					.disabledBy("spring.cloud.service-registry.auto-registration.enabled=false")
					.without("org.springframework.boot.web.server"),
				concept(ClusterRegistration.class).disabledBy("distsys.spring-cloud.enabled=false")
					.without("org.springframework.cloud")
					.mapped(List.of("spring.application.name=app", "distsys.spring-cloud.service-id=donations",
							"distsys.spring-cloud.host=example.org", "distsys.spring-cloud.port=8443",
							"distsys.spring-cloud.secure=true", "distsys.spring-cloud.metadata.colour=green"),
							ConceptScenariosTests::hasRegistration),
				concept(MessageObserver.class).disabledBy("distsys.observation.enabled=false").without("io.micrometer"),
				concept(Topics.class).disabledBy("distsys.pubsub.enabled=false"),
				concept(ReliableTopics.class).disabledBy("distsys.pubsub.enabled=false"),
				concept(RemoteServices.class).disabledBy("distsys.rpc.enabled=false")
					.mapped(List.of("distsys.rpc.call-timeout=3s", "distsys.rpc.max-calls=7"),
							(context) -> assertThat(context.getBean(ServiceSettings.class))
								.isEqualTo(new ServiceSettings(Duration.ofSeconds(3), 7))),
				concept(ServiceMeters.class).disabledBy("distsys.rpc.enabled=false").without("io.micrometer"),
				concept(ClusterSingletons.class).disabledBy("distsys.singleton.enabled=false")
					.mapped(List.of("distsys.singleton.call-timeout=3s", "distsys.singleton.drain-timeout=1s"),
							(context) -> assertThat(context.getBean(SingletonSettings.class)).satisfies((settings) -> {
								assertThat(settings.callTimeout()).isEqualTo(Duration.ofSeconds(3));
								assertThat(settings.drainTimeout()).isEqualTo(Duration.ofSeconds(1));
							})),
				concept(Workers.class).disabledBy("distsys.worker.enabled=false")
					.mapped(List.of("distsys.worker.call-timeout=1s", "distsys.worker.drain-timeout=2s",
							"distsys.worker.hand-over-timeout=3s", "distsys.worker.recovery-timeout=4s",
							"distsys.worker.caller-runs=false"),
							(context) -> assertThat(context.getBean(WorkerSettings.class)).satisfies((settings) -> {
								assertThat(settings.callTimeout()).isEqualTo(Duration.ofSeconds(1));
								assertThat(settings.drainTimeout()).isEqualTo(Duration.ofSeconds(2));
								assertThat(settings.handOverTimeout()).isEqualTo(Duration.ofSeconds(3));
								assertThat(settings.recoveryTimeout()).isEqualTo(Duration.ofSeconds(4));
								assertThat(settings.callerRuns().getAsBoolean()).isFalse();
							})),
				concept(ClusterEndpoint.class).disabledBy("management.endpoint.cluster.access=NONE")
					.without(ConditionalOnAvailableEndpoint.class.getName()),
				concept(ClusterEventLog.class), concept(NodeReporter.class), concept(ClusterReports.class),
				concept(NodeOperations.class),
				concept(ClusterHealthContributor.class).disabledBy("management.health.cluster.enabled=false")
					.without(ConditionalOnEnabledHealthIndicator.class.getName()),
				concept(ClusterMeters.class).without("io.micrometer"),
				concept(ConsensusMeters.class).without("io.micrometer"),
				concept(CommandMeters.class).without("io.micrometer"),
				concept(OwnershipMeters.class).without("io.micrometer"),
				concept(DeliveryMeters.class).without("io.micrometer"),
				concept(TrackerMeters.class).without("io.micrometer"),
				concept(RegistryMeters.class).disabledBy("distsys.registry.enabled=false").without("io.micrometer"),
				concept(PresenceMeters.class).disabledBy("distsys.presence.enabled=false").without("io.micrometer"),
				concept(HandshakeMeters.class).without("io.micrometer"),
				concept(PartitionMeters.class).without("io.micrometer"),
				concept(SingletonMeters.class).disabledBy("distsys.singleton.enabled=false").without("io.micrometer"));
	}

	private static Concept concept(Class<?> type) {
		return new Concept(type, "distsys.enabled=false", HAZELCAST, List.of(), (context) -> {
		});
	}

	private static String threadName(AssertableApplicationContext context) {
		Executor user = context.getBean(ClusterThreads.class).user();
		CompletableFuture.runAsync(() -> {
		}, user).orTimeout(10, TimeUnit.SECONDS).join();
		// A larger pool would take a second thread.
		return CompletableFuture.supplyAsync(() -> Thread.currentThread().getName(), user)
			.orTimeout(10, TimeUnit.SECONDS)
			.join();
	}

	private static void hasRegistration(AssertableApplicationContext context) {
		ClusterRegistration registration = context.getBean(ClusterRegistration.class);
		assertThat(registration.getServiceId()).isEqualTo("donations");
		assertThat(registration.getUri()).hasToString("https://example.org:8443");
		assertThat(registration.getMetadata()).containsEntry("colour", "green").containsKeys("node-id", "node-name");
	}

	private static void hasHazelcastSettings(AssertableApplicationContext context) {
		HazelcastSettings settings = context.getBean(HazelcastSettings.class);
		assertThat(settings.clusterName()).isEqualTo("c");
		assertThat(settings.port()).isEqualTo(6000);
		assertThat(settings.members()).containsExactly("h1", "h2:7");
		assertThat(settings.maxNoHeartbeat()).isEqualTo(Duration.ofSeconds(9));
		assertThat(settings.serializationPackages()).containsExactly("org.example");
	}

	/**
	 * Mocks that record their calls keep what they were given, here whole applications.
	 */
	@AfterEach
	void forgetMocks() {
		Mockito.framework().clearInlineMocks();
	}

	@ParameterizedTest
	@MethodSource("concepts")
	void createdByDefault(Concept concept) {
		this.runner.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(concept.type()));
	}

	@ParameterizedTest
	@MethodSource("concepts")
	void backsOffForTheBeanOfTheUser(Concept concept) {
		withUserBean(concept.type()).run((context) -> assertThat(context).hasNotFailed()
			.getBean(concept.type())
			.isSameAs(context.getBean(beanName(concept.type()))));
	}

	/** Not with deep stubs: they keep what they answer, and mix it up between threads. */
	private <T> ApplicationContextRunner withUserBean(Class<T> type) {
		return this.runner.withBean(beanName(type), type, () -> mock(type, RETURNS_MOCKS));
	}

	private static String beanName(Class<?> type) {
		// Contributors of health are told apart by their names.
		return (type == ClusterHealthContributor.class) ? "clusterHealthContributor" : "userBean";
	}

	@ParameterizedTest
	@MethodSource("concepts")
	void disabledByProperty(Concept concept) {
		this.runner.withPropertyValues(concept.disabling())
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(concept.type()));
	}

	@ParameterizedTest
	@MethodSource("concepts")
	void backsOffWithoutTheClass(Concept concept) {
		boolean withoutHazelcast = concept.absent().equals(HAZELCAST);
		(withoutHazelcast ? this.bare : this.bare.withUserConfiguration(SingleNodeConfiguration.class))
			.withClassLoader(new FilteredClassLoader(concept.absent()))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(concept.type());
				assertThat(context.getBeansOfType(Quorum.class)).hasSize(withoutHazelcast ? 0 : 1);
			});
	}

	@ParameterizedTest
	@MethodSource("concepts")
	void propertiesAreMapped(Concept concept) {
		if (!concept.properties().isEmpty()) {
			this.runner.withPropertyValues(concept.properties().toArray(String[]::new)).run((context) -> {
				assertThat(context).hasNotFailed();
				concept.expectation().accept(context);
			});
		}
	}

	@Test
	void lifecycleStartsTheCoreUnlessTheUserHasItsOwn() {
		ApplicationContextRunner started = this.runner
			.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class));
		started.run((context) -> assertThat(context.getBean(CoreLifecycle.class).isRunning()).isTrue());
		started.withBean("own", CoreLifecycle.class, () -> mock(CoreLifecycle.class))
			.run((context) -> assertThat(context.getBean(CoreLifecycle.class)).isSameAs(context.getBean("own")));
		started.withPropertyValues("distsys.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CoreLifecycle.class));
	}

	/**
	 * What is looked at.
	 *
	 * @param type the bean that stands for the concept
	 * @param disabling a property that disables it
	 * @param absent a class or package without which it cannot be
	 * @param properties properties of it
	 * @param expectation what they change
	 */
	record Concept(Class<?> type, String disabling, String absent, List<String> properties,
			Consumer<AssertableApplicationContext> expectation) {

		Concept disabledBy(String property) {
			return new Concept(this.type, property, this.absent, this.properties, this.expectation);
		}

		Concept without(String name) {
			return new Concept(this.type, this.disabling, name, this.properties, this.expectation);
		}

		Concept mapped(List<String> values, Consumer<AssertableApplicationContext> expected) {
			return new Concept(this.type, this.disabling, this.absent, values, expected);
		}

		@Override
		public String toString() {
			return this.type.getSimpleName();
		}

	}

}
