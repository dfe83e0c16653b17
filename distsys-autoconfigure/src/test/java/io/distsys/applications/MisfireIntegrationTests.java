package io.distsys.applications;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import io.distsys.cluster.Cluster;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.MisfireRule;
import io.distsys.singleton.OnMisfire;
import io.distsys.singleton.ScheduledRun;
import io.distsys.singleton.ScheduledRuns;
import io.distsys.spring.ClusterThreads;
import io.distsys.spring.SingletonSchedules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of a scheduled run that is due while its singleton moves to another node.
 */
class MisfireIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final Instant LAST = Instant.parse("2026-01-01T03:00:00Z");

	private static final Instant NEXT = Instant.parse("2027-01-01T03:00:00Z");

	/**
	 * The time that decides what was missed; Spring's own scheduler has the machine's.
	 */
	private static final AtomicReference<Instant> NOW = new AtomicReference<>();

	@RegisterExtension
	final Applications applications = new Applications("misfire", 18001);

	private ConfigurableApplicationContext start(String name) {
		return this.applications.start(Application.class, name);
	}

	private static boolean isActive(ConfigurableApplicationContext node) {
		return node.getBean(ClusterSingletons.class).fenceOf("ledger").isPresent();
	}

	@Test
	void aRunThatWasDueDuringTheMoveIsMadeUpForOnceIfItsRuleSaysSoAndTheEndpointTells() {
		NOW.set(LAST.plusSeconds(1));
		ConfigurableApplicationContext one = start("one");
		await().atMost(LONG).until(() -> isActive(one));
		ConfigurableApplicationContext two = start("two");
		await().atMost(LONG).until(() -> one.getBean(Cluster.class).view().nodes().size() == 2);
		for (String task : List.of("made-up-for", "left-out")) {
			String method = task.equals("left-out") ? "leftOut" : "madeUpFor";
			one.getBean(ScheduledRuns.class)
				.add(new ScheduledRun("ledger", method, LAST, Duration.ofMillis(5), false, "one"));
		}
		await().atMost(LONG)
			.until(() -> two.getBean(ScheduledRuns.class).last("ledger", "madeUpFor").isPresent()
					&& two.getBean(ScheduledRuns.class).last("ledger", "leftOut").isPresent());
		Instant after = NEXT.plusSeconds(2);
		NOW.set(after);
		one.close();
		await().atMost(LONG).until(() -> isActive(two));
		Ledger ledger = two.getBean(Ledger.class);
		await().atMost(LONG).until(() -> !ledger.runs.isEmpty());
		await().atMost(LONG).untilAsserted(() -> {
			SingletonSchedules.Status made = status(two, "madeUpFor");
			assertThat(made.misfireRule()).isEqualTo(MisfireRule.ONCE);
			assertThat(made.last()).isNotNull();
			assertThat(made.last().node()).isEqualTo("two");
			assertThat(made.last().startedAt()).isEqualTo(after);
			assertThat(made.next()).isEqualTo(Instant.parse("2028-01-01T03:00:00Z"));
		});
		SingletonSchedules.Status left = status(two, "leftOut");
		assertThat(left.last()).isNotNull();
		assertThat(left.last().node()).isEqualTo("one");
		assertThat(left.next()).isEqualTo(Instant.parse("2028-01-01T03:00:00Z"));
		assertThat(ledger.runs).containsExactly("made up for");
	}

	private static SingletonSchedules.Status status(ConfigurableApplicationContext node, String task) {
		return node.getBean(SingletonSchedules.class)
			.of("ledger")
			.stream()
			.filter((status) -> status.task().equals(task))
			.findFirst()
			.orElseThrow();
	}

	@ClusterSingleton("ledger")
	static class Ledger {

		private final List<String> runs = new CopyOnWriteArrayList<>();

		@OnMisfire
		@Scheduled(cron = "0 0 3 1 1 *", zone = "UTC")
		void madeUpFor() {
			this.runs.add("made up for");
		}

		@Scheduled(cron = "0 0 3 1 1 *", zone = "UTC")
		void leftOut() {
			this.runs.add("left out");
		}

	}

	/** A clock that the test moves. */
	private static final class MovedClock extends Clock {

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return NOW.get();
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableScheduling
	static class Application {

		@Bean
		Ledger ledger() {
			return new Ledger();
		}

		@Bean
		SingletonSchedules schedules(ObjectProvider<ClusterSingletons> singletons, ScheduledRuns runs, Cluster cluster,
				ClusterThreads threads) {
			return new SingletonSchedules(singletons, runs, cluster, new MovedClock(), threads.user());
		}

	}

}
