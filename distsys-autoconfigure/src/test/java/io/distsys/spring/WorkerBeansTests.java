package io.distsys.spring;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.ownership.FencingToken;
import io.distsys.worker.Cast;
import io.distsys.worker.OnStart;
import io.distsys.worker.Restart;
import io.distsys.worker.RestartPolicy;
import io.distsys.worker.RestartReason;
import io.distsys.worker.StartResult;
import io.distsys.worker.SupervisionGroup;
import io.distsys.worker.WorkerContext;
import io.distsys.worker.WorkerEvent;
import io.distsys.worker.WorkerEventListener;
import io.distsys.worker.WorkerGroup;
import io.distsys.worker.WorkerLimits;
import io.distsys.worker.WorkerStore;
import io.distsys.worker.WorkerTypeDefinition;
import io.distsys.worker.Workers;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What an application says of its workers by beans, in one that is a cluster alone. */
class WorkerBeansTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final List<String> TYPES = List.of("tower/bell", "tower/rope");

	@Test
	void aStoreASupervisionGroupAndGroupsOfWorkersAreThere() {
		new ApplicationContextRunner().withUserConfiguration(Tower.class)
			.withPropertyValues("distsys.lease.ttl=10s")
			.run((context) -> {
				Workers workers = context.getBean(Workers.class);
				TYPES.forEach((type) -> assertThat(workers.supervisor(type).withTimeout(LONG).start("k"))
					.isInstanceOf(StartResult.Started.class));
				KeysStore store = context.getBean(KeysStore.class);
				assertThat(store.saved).containsExactlyInAnyOrder("tower/bell/k", "tower/rope/k");
				WorkerGroup<Part> tower = workers.group(Part.class, "tower");
				await().atMost(LONG).until(() -> tower.members().size() == 2);
				assertThat(tower.withTimeout(LONG).sendToAll(Part::sound).toCompletableFuture().join()).isEqualTo(2);
				workers.of(Part.class, "tower/bell").get("k").crack();
				Events events = context.getBean(Events.class);
				await().atMost(LONG)
					.until(() -> events.restarts().toList(), (restarts) -> restarts.containsAll(
							List.of("tower/bell " + RestartReason.CRASH, "tower/rope " + RestartReason.GROUP)));
			});
	}

	@Test
	void aListenerThatFailsKeepsNoOtherOneFromBeingTold() {
		new ApplicationContextRunner().withUserConfiguration(TowerWithAFailingListener.class)
			.withPropertyValues("distsys.lease.ttl=10s")
			.run((context) -> {
				context.getBean(Workers.class).of(Part.class, "tower/bell").withTimeout(LONG).get("k").crack();
				Events events = context.getBean(Events.class);
				await().atMost(LONG)
					.until(() -> events.restarts().toList().contains("tower/bell " + RestartReason.CRASH));
				assertThat(context.getBean(FailingListener.class).told).isNotEmpty();
			});
	}

	@Test
	void theApplicationIsToldOfWorkersByEventsOfItsOwn() {
		new ApplicationContextRunner().withUserConfiguration(Glasses.class)
			.withPropertyValues("distsys.lease.ttl=10s")
			.run((context) -> {
				AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
				context.getBean(Workers.class).of(Part.class, "glass").withTimeout(LONG).get("k").crack();
				WorkerAlarms alarms = context.getBean(WorkerAlarms.class);
				await().atMost(LONG)
					.untilAsserted(() -> assertThat(alarms.last())
						.containsExactly("glass/k is given up: java.lang.IllegalStateException: cracked"));
			});
	}

	interface Part {

		@Cast
		void sound();

		@Cast
		void crack();

	}

	static class TowerPart implements Part {

		private final WorkerContext context;

		TowerPart(WorkerContext context) {
			this.context = context;
		}

		@OnStart
		void begin() {
			this.context.join("tower");
		}

		@Override
		public void sound() {
		}

		@Override
		public void crack() {
			throw new IllegalStateException("cracked");
		}

	}

	static class KeysStore implements WorkerStore {

		private final List<String> saved = new CopyOnWriteArrayList<>();

		@Override
		public List<Kept> open(Slot slot, FencingToken token) {
			return List.of();
		}

		@Override
		public void save(Slot slot, FencingToken token, List<Change> changes) {
			changes.forEach((change) -> this.saved.add(slot.type() + "/" + change.key()));
		}

	}

	static class Events implements WorkerEventListener {

		private final List<WorkerEvent> events = new CopyOnWriteArrayList<>();

		@Override
		public void onEvent(WorkerEvent event) {
			this.events.add(event);
		}

		private Stream<String> restarts() {
			return this.events.stream()
				.filter(WorkerEvent.WorkerRestarted.class::isInstance)
				.map(WorkerEvent.WorkerRestarted.class::cast)
				.map((event) -> event.type() + " " + event.reason());
		}

	}

	/** The first of all. */
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static class FailingListener implements WorkerEventListener {

		private final List<WorkerEvent> told = new CopyOnWriteArrayList<>();

		@Override
		public void onEvent(WorkerEvent event) {
			this.told.add(event);
			throw new IllegalStateException("a listener that fails");
		}

	}

	@Import({ Tower.class, FailingListener.class })
	@Configuration(proxyBeanMethods = false)
	static class TowerWithAFailingListener {

	}

	@EnableAutoConfiguration
	@Import({ SingleNodeConfiguration.class, WorkerAlarms.class })
	@Configuration(proxyBeanMethods = false)
	static class Glasses {

		/** Of a type that is not made anew. */
		@Bean
		WorkerTypeDefinition glass() {
			return Tower.part("glass")
				.withRestartPolicy(new RestartPolicy(0, Duration.ofMinutes(1), Duration.ofMillis(100),
						Duration.ofSeconds(5), 0.2));
		}

	}

	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	@Configuration(proxyBeanMethods = false)
	static class Tower {

		@Bean
		WorkerTypeDefinition bell() {
			return part("tower/bell");
		}

		@Bean
		WorkerTypeDefinition rope() {
			return part("tower/rope");
		}

		private static WorkerTypeDefinition part(String name) {
			return new WorkerTypeDefinition(name, TowerPart.class, List.of(Part.class), 4, WorkerLimits.ofDefaults(),
					Restart.TRANSIENT, RestartPolicy.ofDefaults(), Set.of(), TowerPart::new);
		}

		@Bean
		SupervisionGroup tower() {
			return SupervisionGroup.of("tower", SupervisionGroup.Strategy.ONE_FOR_ALL, "bell", "rope");
		}

		@Bean
		KeysStore store() {
			return new KeysStore();
		}

		@Bean
		Events events() {
			return new Events();
		}

	}

}
