package io.distsys.faults;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.distsys.faults.history.Event;
import io.distsys.faults.host.FaultCluster;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is there to say something, what each has said last, and when all is at rest. */
final class Witnesses {

	private static final Duration REST = Duration.ofSeconds(120);

	private Witnesses() {
	}

	/**
	 * Wait until nothing is missing to rest any more.
	 * @return the history until then
	 */
	static List<Event> awaitRest(FaultCluster cluster, Function<List<Event>, Set<String>> missingToRest) {
		long deadline = System.nanoTime() + REST.toNanos();
		List<Event> events = cluster.watch().whole();
		Set<String> missing = missingToRest.apply(events);
		while (!missing.isEmpty() && System.nanoTime() < deadline) {
			FaultCluster.sleep(Duration.ofMillis(200));
			events = cluster.watch().whole();
			missing = missingToRest.apply(events);
		}
		assertThat(missing).as("what is not at rest").isEmpty();
		return events;
	}

	/** The present process of each node that runs. */
	static Set<String> processes(FaultCluster cluster, List<Event> events) {
		Map<String, Event> last = new TreeMap<>();
		events.stream()
			.filter((event) -> event.life() > 0)
			.forEach((event) -> last.merge(event.node(), event,
					(one, other) -> (one.life() > other.life()) ? one : other));
		return cluster.running()
			.stream()
			.map((node) -> last.get("n" + node))
			.map(Event::process)
			.collect(Collectors.toSet());
	}

	/** What each process has said of it last. */
	static Map<String, String> last(List<Event> events, String resource) {
		return events.stream()
			.filter((event) -> event.resource().equals(resource))
			.sorted(Comparator.comparingLong(Event::at))
			.collect(Collectors.toMap(Event::process, Event::detail, (earlier, later) -> later));
	}

}
