package io.distsys.faults;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.distsys.faults.history.Event;
import io.distsys.faults.host.FaultCluster;

/** Who is there to say something, and what each has said last. */
final class Witnesses {

	private Witnesses() {
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
