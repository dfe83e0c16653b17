package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.distsys.faults.check.Vacancy;
import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.node.Resources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node that stands still for 80 ms of every 100, as one does whose machine is taken by
 * others. It is neither dead nor well; either way what it owns does not stay without an
 * owner that acts.
 */
final class SlowNode {

	private static final Duration TIME = Duration.ofSeconds(20);

	/**
	 * As after any fault. A lease and an election take 3.5 s; the rest is for a machine
	 * that stands still itself. What does not pass is a node that keeps others from
	 * taking over until Hazelcast has missed it and they have merged, or that stops the
	 * group with elections in vain.
	 */
	private static final Duration LONGEST_VACANCY = Duration.ofSeconds(10);

	/** Long compared to the 10 ms between two questions of a node at full speed. */
	private static final long STANDSTILL_NANOS = 60_000_000;

	private static final int LEAST_STANDSTILLS = 20;

	private SlowNode() {
	}

	static void of(FaultCluster cluster, int node) throws IOException {
		long begin = cluster.slow(node);
		FaultCluster.sleep(TIME);
		long end = cluster.resume(node);
		List<Event> events = cluster.events();
		assertThat(standstills(events, node, begin, end)).as("times that n%d stood still", node)
			.isGreaterThan(LEAST_STANDSTILLS);
		List<Vacancy> vacancies = Vacancy.of(events, Resources.all(), begin, end);
		System.err.println("n" + node + " was slow, longest without an owner: " + vacancies.stream().limit(3).toList());
		assertThat(vacancies).allSatisfy((vacancy) -> assertThat(vacancy.time()).isLessThan(LONGEST_VACANCY));
	}

	/** So it was slow indeed. */
	private static int standstills(List<Event> events, int node, long from, long to) {
		long[] recorded = events.stream()
			.filter((event) -> event.node().equals("n" + node) && event.kind() != EventKind.GROUP)
			.mapToLong(Event::at)
			.filter((at) -> at >= from && at <= to)
			.toArray();
		int count = 0;
		for (int i = 1; i < recorded.length; i++) {
			if (recorded[i] - recorded[i - 1] > STANDSTILL_NANOS) {
				count++;
			}
		}
		return count;
	}

}
