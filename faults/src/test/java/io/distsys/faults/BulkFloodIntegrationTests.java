package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.distsys.faults.flood.FloodNode;
import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.node.Flood;
import io.distsys.faults.planted.PlantedFault;
import io.distsys.messaging.MessagingSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Control is never behind bulk: leases are renewed in time while every node sends to
 * every other all that it takes.
 */
@Tag("full")
class BulkFloodIntegrationTests {

	private static final int SIZE = 3;

	private static final Duration SETTLING = Duration.ofSeconds(60);

	private static final Duration CALM = Duration.ofSeconds(5);

	/** Two leases: who cannot renew in it has lost his. */
	private static final Duration FLOOD = Duration.ofSeconds(20);

	/** Long, so that a busy machine does not falsify it; what waits takes longer. */
	private static final Duration TTL = Duration.ofSeconds(10);

	/** What is left of a lease at least whenever it is renewed. */
	private static final Duration LEAST_REST = TTL.dividedBy(2);

	private static final long ROOM = MessagingSettings.ofDefaults().bulk().maxQueuedBytes();

	@Test
	void noLeaseIsLostThoughEachNodeSendsAllThatTheOthersTake() throws IOException {
		judge(flooded(plan("bulk-flood")), FLOOD);
	}

	/** So that it is the lanes that keep the leases, and the flood is one. */
	@Test
	void leasesAreLostWhereControlWaitsOnTheBulkLane() throws IOException {
		List<Event> flood = flooded(plan("one-lane").withJvmOption(PlantedFault.ONE_LANE.option()));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> judge(flood, FLOOD))
			.withMessageContaining("lost leases and closed fences");
	}

	private static ClusterPlan plan(String name) {
		return ClusterPlan.of(SIZE, name)
			.withApplication(FloodNode.class)
			.withProperty("distsys.lease.ttl=" + TTL.toSeconds() + "s");
	}

	/** What happens in the flood, where nothing is amiss before it. */
	private static List<Event> flooded(ClusterPlan plan) throws IOException {
		Trial.assumeNetwork();
		try (FaultCluster cluster = new FaultCluster(plan)) {
			cluster.startAll();
			assertThat(cluster.awaitWhole(SETTLING)).as("all have a vote").isTrue();
			awaitEach(cluster, System.nanoTime(), "holds what it has claimed",
					(event) -> event.kind() == EventKind.HELD);
			long calm = System.nanoTime();
			FaultCluster.sleep(CALM);
			long flood = System.nanoTime();
			tellAll(cluster, Flood.BEGIN);
			FaultCluster.sleep(FLOOD);
			long end = System.nanoTime();
			tellAll(cluster, Flood.END);
			awaitEach(cluster, end, "has ended its flood", (event) -> event.resource().equals(Flood.SENT));
			List<Event> events = cluster.watch().whole();
			print("calm", between(events, calm, flood));
			print("flood", between(events, flood, end));
			printSent(between(events, flood, System.nanoTime()));
			judgeQueues(between(events, flood, end));
			judge(between(events, calm, flood), CALM);
			return between(events, flood, end);
		}
	}

	private static void awaitEach(FaultCluster cluster, long since, String what, Predicate<Event> wanted) {
		for (int node : cluster.nodes()) {
			assertThat(cluster.await(since, SETTLING, (event) -> event.node().equals("n" + node) && wanted.test(event)))
				.as("n%d %s", node, what)
				.isPresent();
		}
	}

	private static void tellAll(FaultCluster cluster, String order) throws IOException {
		for (int node : cluster.nodes()) {
			cluster.order(node, order);
		}
	}

	private static List<Event> between(List<Event> events, long from, long until) {
		return events.stream().filter((event) -> event.at() >= from && event.at() <= until).toList();
	}

	private static List<Event> of(int node, List<Event> events) {
		return events.stream().filter((event) -> event.node().equals("n" + node)).toList();
	}

	/** In the flood each of the six queues is more than half full half of the time. */
	private static void judgeQueues(List<Event> events) {
		Set<String> queues = queues(events).stream()
			.map((event) -> event.node() + event.detail())
			.collect(Collectors.toSet());
		assertThat(queues).as("queues").hasSize(6);
		for (String queue : queues) {
			long[] bytes = queues(events).stream()
				.filter((event) -> queue.equals(event.node() + event.detail()))
				.mapToLong(Event::token)
				.sorted()
				.toArray();
			assertThat(bytes[bytes.length / 2]).as("what waits at the median in the queue %s", queue)
				.isGreaterThan(ROOM / 2);
		}
	}

	private static List<Event> queues(List<Event> events) {
		return events.stream().filter((event) -> event.resource().equals(Flood.QUEUE)).toList();
	}

	/**
	 * A lease that never had less than its half gave no notice to anybody, and no two
	 * renewals were acknowledged further apart than the other half.
	 */
	private static void judge(List<Event> events, Duration time) {
		for (int node = 1; node <= SIZE; node++) {
			judgeNode(of(node, events), time);
		}
	}

	private static void judgeNode(List<Event> events, Duration time) {
		assertThat(events.stream().filter(BulkFloodIntegrationTests::isLoss)).as("lost leases and closed fences")
			.isEmpty();
		List<Event> renewals = renewals(events);
		assertThat(renewals).as("renewals").hasSizeGreaterThan((int) time.dividedBy(TTL));
		assertThat(renewals).allSatisfy((renewal) -> assertThat(renewal.token())
			.as("what a lease still had when it was renewed, in microseconds")
			.isGreaterThan(LEAST_REST.toNanos() / 1000));
	}

	private static boolean isLoss(Event event) {
		return event.kind() == EventKind.LOST || event.kind() == EventKind.CLOSED;
	}

	private static List<Event> renewals(List<Event> events) {
		return events.stream()
			.filter((event) -> event.resource().equals(Flood.LEASE) && event.kind() == EventKind.RETURNED)
			.toList();
	}

	private static void print(String phase, List<Event> events) {
		List<Event> renewals = renewals(events);
		LongSummaryStatistics times = renewals.stream()
			.mapToLong((renewal) -> renewal.at() - renewal.from())
			.summaryStatistics();
		LongSummaryStatistics rests = renewals.stream().mapToLong(Event::token).summaryStatistics();
		System.err.printf(
				"%s: %d renewals took %.1f ms on average and %.1f ms at most, shortest rest of a lease %.1f ms%n",
				phase, times.getCount(), times.getAverage() / 1e6, times.getMax() / 1e6, rests.getMin() / 1e3);
	}

	private static void printSent(List<Event> events) {
		long bytes = events.stream()
			.filter((event) -> event.resource().equals(Flood.SENT))
			.mapToLong(Event::token)
			.sum();
		System.err.printf("flood: %.1f MB a second in all, %d lost leases and closed fences%n",
				bytes / 1e6 / FLOOD.toSeconds(), events.stream().filter(BulkFloodIntegrationTests::isLoss).count());
	}

}
