package io.distsys.applications;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import io.distsys.available.AvailableNode;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownerships;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonEvent;
import io.distsys.singleton.SingletonStatus;
import io.distsys.worker.Distributed;
import io.distsys.worker.WorkerNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of a node from when it says that it drains until it has left. */
class DrainingIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(2);

	/** Two rounds in which Hazelcast looks for other parts of its cluster. */
	private static final Duration TWO_SEARCHES = Duration.ofSeconds(8);

	private static final int SLOTS = 64;

	private static final Duration AT_REST = Duration.ofSeconds(2);

	@RegisterExtension
	final Applications applications = new Applications("draining", 18901);

	private final List<SingletonEvent> begun = new CopyOnWriteArrayList<>();

	private ConfigurableApplicationContext start(String name) {
		return this.applications.start(Application.class, name, "spring.lifecycle.timeout-per-shutdown-phase=5m",
				"distsys.lease.ttl=10s", "distsys.lease.renewal-interval=2s", "distsys.failure-detection.timeout=60s");
	}

	@Test
	void itIsGivenNothingThoughDiscoveryBringsItBackAndDoesNotComeBackOnceItHasLeft() throws Exception {
		ConfigurableApplicationContext stays = start("a");
		ConfigurableApplicationContext first = start("b");
		ConfigurableApplicationContext drains = start("c");
		await().atMost(LONG)
			.untilAsserted(
					() -> assertThat(owners(stays)).isEqualTo(Map.of("kept", "c", "strong", "b", "available", "b")));
		await().atMost(LONG).until(() -> !slotsOf(stays, "c").isEmpty());
		await().during(AT_REST).atMost(LONG).until(() -> areSlotsAtRest(stays));
		Set<Integer> kept = slotsOf(stays, "c");
		List<Set<Integer>> seenOfAvailable = new ArrayList<>(List.of(Set.of()));
		await().during(AT_REST).atMost(LONG).until(() -> {
			seenOfAvailable.add(availableSlotsOf(stays, "c"));
			return areAllSlotsOf(stays, stays, first, drains) && isAtRest(seenOfAvailable);
		});
		Set<Integer> keptOfAvailable = availableSlotsOf(stays, "c");
		WebServerThatDrains web = drains.getBean(WebServerThatDrains.class);
		web.drained = new CompletableFuture<>();
		CompletableFuture<Void> closed = CompletableFuture.runAsync(drains::close, (task) -> new Thread(task).start());
		await().atMost(LONG).until(() -> isSeenDraining(stays));
		drains.getBean(ClusterSingletons.class).subscribe((event) -> {
			if (event instanceof SingletonEvent.SingletonActivated) {
				this.begun.add(event);
			}
		});
		partAndMeet(stays, first, drains);
		first.close();
		await().atMost(LONG)
			.untilAsserted(
					() -> assertThat(owners(stays)).containsEntry("strong", "a").containsEntry("available", "a"));
		assertThat(this.begun).as("what the node has begun that drains").isEmpty();
		await().atMost(LONG).untilAsserted(() -> assertThat(slotsOf(stays, "b")).isEmpty());
		assertThat(slotsOf(stays, "c")).as("the slots of the node that drains").isEqualTo(kept);
		await().atMost(LONG).until(() -> areAllSlotsOf(stays, stays, drains));
		assertThat(availableSlotsOf(stays, "c")).as("its slots of available workers").isEqualTo(keptOfAvailable);
		web.drained.complete(null);
		closed.get(LONG.toSeconds(), TimeUnit.SECONDS);
		await().atMost(LONG).until(() -> stays.getBean(Cluster.class).view().nodes().size() == 1);
		await().atMost(LONG)
			.untilAsserted(
					() -> assertThat(owners(stays)).isEqualTo(Map.of("kept", "a", "strong", "a", "available", "a")));
		List<ClusterEvent> joined = new CopyOnWriteArrayList<>();
		stays.getBean(Cluster.class).subscribe((event) -> {
			if (event instanceof ClusterEvent.NodeJoined) {
				joined.add(event);
			}
		});
		await().during(TWO_SEARCHES).atMost(LONG).until(joined::isEmpty);
		assertThat(this.begun).as("what the node has begun until it left").isEmpty();
	}

	private static Map<String, String> owners(ConfigurableApplicationContext node) {
		return node.getBean(ClusterSingletons.class)
			.status()
			.stream()
			.filter((status) -> status.tableState() == Ownership.State.ACTIVE)
			.collect(Collectors.toMap(SingletonStatus::name, (status) -> String.valueOf(status.ownerName())));
	}

	private static boolean areSlotsAtRest(ConfigurableApplicationContext by) {
		return by.getBean(Ownerships.class)
			.view()
			.ofKind(WorkerNode.KIND)
			.allMatch((row) -> row.state() == Ownership.State.ACTIVE);
	}

	/** Of the workers of this test. */
	private static Set<Integer> slotsOf(ConfigurableApplicationContext by, String node) {
		return by.getBean(Ownerships.class)
			.view()
			.ofKind(WorkerNode.KIND)
			.filter((row) -> row.key().name().equals("parcel"))
			.filter((row) -> by.getBean(Cluster.class).view().nameOf(row.node()).equals(node))
			.map((row) -> row.key().index())
			.collect(Collectors.toSet());
	}

	private static Set<Integer> availableSlotsOf(ConfigurableApplicationContext by, String node) {
		return availableSlots(by).filter((row) -> by.getBean(Cluster.class).view().nameOf(row.node()).equals(node))
			.map((row) -> row.key().index())
			.collect(Collectors.toSet());
	}

	/** Whether something was seen, and the same as the time before. */
	private static boolean isAtRest(List<Set<Integer>> seen) {
		Set<Integer> last = seen.get(seen.size() - 1);
		return !last.isEmpty() && last.equals(seen.get(seen.size() - 2));
	}

	/** Whether these nodes, by what one of them sees, have all slots. */
	private static boolean areAllSlotsOf(ConfigurableApplicationContext by, ConfigurableApplicationContext... nodes) {
		Set<NodeId> owners = Stream.of(nodes)
			.map((node) -> node.getBean(Cluster.class).self().id())
			.collect(Collectors.toSet());
		return availableSlots(by).filter((row) -> row.state() == Ownership.State.ACTIVE)
			.filter((row) -> owners.contains(row.node()))
			.count() == SLOTS;
	}

	private static Stream<Ownership> availableSlots(ConfigurableApplicationContext by) {
		return by.getBean(AvailableNode.class).view().ofKind(WorkerNode.KIND);
	}

	private static boolean isSeenDraining(ConfigurableApplicationContext by) {
		return by.getBean(Cluster.class)
			.view()
			.nodes()
			.stream()
			.anyMatch((node) -> node.name().equals("c") && node.state() == Node.State.DRAINING);
	}

	/** Hazelcast drops the node that drains, finds it again, and both are one cluster. */
	private static void partAndMeet(ConfigurableApplicationContext stays, ConfigurableApplicationContext first,
			ConfigurableApplicationContext drains) throws InterruptedException {
		CountDownLatch merged = new CountDownLatch(1);
		drains.getBean(HazelcastInstance.class).getLifecycleService().addLifecycleListener((event) -> {
			if (event.getState() == LifecycleState.MERGED) {
				merged.countDown();
			}
		});
		suspect(stays, drains);
		suspect(drains, stays);
		suspect(drains, first);
		assertThat(merged.await(LONG.toSeconds(), TimeUnit.SECONDS)).as("discovery has brought it back").isTrue();
		await().atMost(LONG).until(() -> isSeenDraining(stays) && isSeenDraining(first));
		await().atMost(LONG).until(() -> drains.getBean(Cluster.class).view().nodes().size() == 3);
	}

	private static void suspect(ConfigurableApplicationContext here, ConfigurableApplicationContext there) {
		HazelcastInstanceProxy instance = (HazelcastInstanceProxy) here.getBean(HazelcastInstance.class);
		ClusterServiceImpl members = instance.getOriginal().node.getClusterService();
		MemberImpl member = members
			.getMember(there.getBean(HazelcastInstance.class).getCluster().getLocalMember().getUuid());
		if (member != null) {
			members.suspectMember(member, "of a test", true);
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@ClusterSingleton(name = "kept", preferredNodes = "c")
		Work kept() {
			return new Work();
		}

		@Bean
		@ClusterSingleton(name = "strong", preferredNodes = { "b", "c" })
		Work strong() {
			return new Work();
		}

		@Bean
		@ClusterSingleton(name = "available", guarantee = Guarantee.AVAILABLE, preferredNodes = { "b", "c" })
		Work available() {
			return new Work();
		}

		@Bean
		WebServerThatDrains web() {
			return new WebServerThatDrains();
		}

	}

	static class Work {

	}

	interface Parcel {

		void send();

	}

	@Distributed(value = "parcel", slots = SLOTS)
	static class ParcelWorker implements Parcel {

		@Override
		public void send() {
			// Nobody does: its slots are what is looked at.
		}

	}

	@Distributed(value = "letter", slots = SLOTS, guarantee = Guarantee.AVAILABLE)
	static class LetterWorker implements Parcel {

		@Override
		public void send() {
			// As above.
		}

	}

	/** Its turn is after nothing new is taken, and before anything is handed over. */
	static class WebServerThatDrains implements SmartLifecycle {

		private volatile CompletableFuture<Void> drained = CompletableFuture.completedFuture(null);

		private volatile boolean running;

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop(Runnable callback) {
			this.drained.thenRun(() -> {
				this.running = false;
				callback.run();
			});
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return Integer.MAX_VALUE - 1000;
		}

	}

}
