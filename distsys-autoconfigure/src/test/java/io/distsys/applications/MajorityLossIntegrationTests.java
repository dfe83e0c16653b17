package io.distsys.applications;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.map.IMap;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import io.distsys.actuate.ClusterDescriptor.ResetDescriptor;
import io.distsys.actuate.ClusterDescriptor.ResetRecordDescriptor;
import io.distsys.actuate.ClusterEndpoint;
import io.distsys.actuate.ClusterHealthContributor;
import io.distsys.consensus.NoQuorumException;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.decision.ClusterDecisions;
import io.distsys.decision.Decision;
import io.distsys.decision.RequiresQuorum;
import io.distsys.hazelcast.QuorumProtection;
import io.distsys.lock.ClusterLock;
import io.distsys.lock.ClusterLocks;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Refusal;
import io.distsys.number.AtomicNumber;
import io.distsys.number.AtomicNumbers;
import io.distsys.quorum.QuorumEvent;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.hazelcast.autoconfigure.HazelcastConfigCustomizer;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Three applications, of which two are lost for good, as the third one's users see it.
 * What an operation may take is longer than the test: it ends because it fails at once.
 */
@Timeout(300)
class MajorityLossIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	@RegisterExtension
	final Applications applications = new Applications("majority", 17721);

	private ConfigurableApplicationContext start(String name) {
		return this.applications.start(Application.class, name, "distsys.cluster.expected-size=3",
				"distsys.number.timeout=30m", "distsys.lock.timeout=30m", "distsys.shutdown.timeout=2s",
				"spring.lifecycle.timeout-per-shutdown-phase=5s", "spring.jmx.enabled=true",
				// Beans of Spring Cloud have the same name in each of the contexts.
				"spring.jmx.registration-policy=ignore-existing", "management.endpoints.jmx.exposure.include=cluster",
				"management.endpoint.cluster.access=unrestricted");
	}

	@Test
	void theLossIsSeenEverywhereAndEndedByTheReset() {
		ConfigurableApplicationContext left = start("left");
		IMap<String, String> orders = left.getBean(HazelcastInstance.class).getMap("orders");
		IMap<String, String> drafts = left.getBean(HazelcastInstance.class).getMap("drafts");
		assertThatExceptionOfType(SplitBrainProtectionException.class).isThrownBy(() -> orders.get("1"));
		Closing closing = left.getBean(Closing.class);
		assertThatExceptionOfType(NoQuorumException.class).isThrownBy(closing::close)
			.withMessageStartingWith("'Closing.close' requires a quorum and did not run: ");
		ConfigurableApplicationContext[] lost = { start("lost-1"), start("lost-2") };
		AtomicNumber number = left.getBean(AtomicNumbers.class).get("invoice");
		ClusterLock lock = left.getBean(ClusterLocks.class).get("close");
		until(() -> health(left).equals(Status.UP) && gauge(left) == 1);
		assertThat(closing.close()).isOne();
		ClusterDecisions decisions = left.getBean(ClusterDecisions.class);
		assertThat(decisions.decide("open", "1", Boolean.class, LONG)).isInstanceOfSatisfying(Decision.Decided.class,
				(decided) -> assertThat(decided.answer()).isEqualTo(true));
		number.set(41);
		assertThat(lock.tryLock()).isTrue();
		lock.unlock();
		await().atMost(LONG)
			.ignoreExceptionsMatching(MajorityLossIntegrationTests::mayPass)
			.until(() -> orders.put("1", "open") == null || orders.containsKey("1"));
		for (ConfigurableApplicationContext one : lost) {
			one.getBean(HazelcastInstance.class).getLifecycleService().terminate();
		}
		until(() -> health(left).equals(Status.OUT_OF_SERVICE) && gauge(left) == 0);
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(left.getBean(Probe.class).events)
				.hasAtLeastOneElementOfType(QuorumEvent.QuorumLost.class));
		until(() -> left.getBean(ReplicatedLog.class).outage().isPresent());
		assertThatExceptionOfType(NoQuorumException.class).isThrownBy(number::incrementAndGet)
			.withMessageContaining("no leader for PT3S or longer, 1 of 3 voters in view");
		assertThatExceptionOfType(NoQuorumException.class).isThrownBy(number::get);
		assertThatExceptionOfType(NoQuorumException.class).isThrownBy(lock::tryLock);
		assertThatExceptionOfType(NoQuorumException.class).isThrownBy(closing::close)
			.withMessageContaining("1 of 3 voters in view");
		assertThat(decisions.decide("open", "1", Boolean.class, LONG)).isInstanceOfSatisfying(Decision.Undecided.class,
				(undecided) -> assertThat(undecided.reason()).startsWith("this node has no quorum: ")
					.contains("1 of 3 voters in view"));
		Ledger ledger = left.getBean(ClusterSingletons.class).proxy("ledger", Ledger.class, Duration.ofMinutes(30));
		assertThatExceptionOfType(CallException.RefusedException.class).isThrownBy(ledger::sum)
			.satisfies((ex) -> assertThat(ex.refusal()).isEqualTo(Refusal.NO_QUORUM))
			.withMessageContaining("no leader for PT3S or longer, 1 of 3 voters in view");
		await().atMost(LONG)
			.untilAsserted(() -> assertThatExceptionOfType(SplitBrainProtectionException.class)
				.isThrownBy(() -> orders.put("2", "open")));
		drafts.put("2", "open");
		ClusterEndpoint endpoint = left.getBean(ClusterEndpoint.class);
		assertThat(endpoint.cluster().consensus().lastReset()).isNull();
		String before = endpoint.cluster().consensus().group();
		await().atMost(LONG).until(() -> {
			ResetDescriptor reset = endpoint.reset("consensus", "ann", "rack 2 burnt down");
			return reset.outcome().equals("RESET");
		});
		until(() -> health(left).equals(Status.UP) && gauge(left) == 1);
		assertThat(closing.close()).as("it ran only with a quorum").isEqualTo(2);
		ResetRecordDescriptor record = endpoint.cluster().consensus().lastReset();
		assertThat(record).isNotNull();
		assertThat(record.by()).isEqualTo("ann");
		assertThat(record.why()).isEqualTo("rack 2 burnt down");
		assertThat(endpoint.cluster().consensus().group()).isNotEqualTo(before);
		assertThat(number.get()).as("the table begins empty").isZero();
		await().atMost(LONG)
			.ignoreExceptionsMatching(MajorityLossIntegrationTests::mayPass)
			.until(() -> orders.put("3", "open") == null || orders.containsKey("3"));
	}

	/** A partition that moves just then may never hear of its backup. */
	private static boolean mayPass(Throwable failure) {
		return failure instanceof SplitBrainProtectionException
				|| failure instanceof IndeterminateOperationStateException;
	}

	private static void until(BooleanSupplier condition) {
		await().atMost(LONG).until(condition::getAsBoolean);
	}

	private static Status health(ConfigurableApplicationContext node) {
		HealthContributor quorum = node.getBean(ClusterHealthContributor.class).getContributor("quorum");
		assertThat(quorum).isInstanceOf(HealthIndicator.class);
		return ((HealthIndicator) quorum).health().getStatus();
	}

	private static double gauge(ConfigurableApplicationContext node) {
		return node.getBean(MeterRegistry.class).get("distsys.quorum.present").gauge().value();
	}

	static class Probe {

		final List<QuorumEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void onQuorum(QuorumEvent event) {
			this.events.add(event);
		}

	}

	static class Closing {

		private int times;

		@RequiresQuorum
		public int close() {
			return ++this.times;
		}

	}

	static class Asked {

		Asked(ClusterDecisions decisions) {
			decisions.answer("open", String.class, (order) -> true);
		}

	}

	interface Ledger {

		int sum();

	}

	@ClusterSingleton("ledger")
	static class OneLedger implements Ledger {

		@Override
		public int sum() {
			return 0;
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		OneLedger ledger() {
			return new OneLedger();
		}

		@Bean
		Closing closing() {
			return new Closing();
		}

		@Bean
		Asked asked(ClusterDecisions decisions) {
			return new Asked(decisions);
		}

		@Bean
		Probe probe() {
			return new Probe();
		}

		@Bean
		MeterRegistry meters() {
			return new SimpleMeterRegistry();
		}

		@Bean
		HazelcastConfigCustomizer protectedOrders() {
			return (config) -> config.getMapConfig("orders").setSplitBrainProtectionName(QuorumProtection.NAME);
		}

	}

}
