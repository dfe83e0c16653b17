package io.distsys.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.distsys.actuate.ClusterDescriptor.EventDescriptor;
import io.distsys.actuate.NodeReport.Event;

/**
 * One list of the events that several nodes have seen. Most of what happens to a node is
 * seen by all others: that is one event, told by several.
 */
final class MergedEvents {

	/** Nodes that see the same event see it within this, and their clocks differ less. */
	private static final Duration SAME = Duration.ofSeconds(10);

	private MergedEvents() {
	}

	/**
	 * Merge.
	 * @param byNode what each node has seen, by its name
	 * @param limit how many are kept
	 * @return the last ones, the oldest first
	 */
	static List<EventDescriptor> of(Map<String, List<Event>> byNode, int limit) {
		List<Seen> all = new ArrayList<>();
		byNode.forEach((node, events) -> events.forEach((event) -> all.add(new Seen(node, event))));
		all.sort(Comparator.comparing((Seen seen) -> seen.event().at()).thenComparing(Seen::node));
		List<EventDescriptor> merged = new ArrayList<>();
		Map<Event, Integer> last = new HashMap<>();
		for (Seen seen : all) {
			Event event = seen.event();
			Event what = new Event(Instant.EPOCH, event.type(), event.about(), event.reason(), event.token());
			Integer index = last.get(what);
			if (index != null && isSame(merged.get(index), seen)) {
				merged.get(index).seenBy().add(seen.node());
			}
			else {
				last.put(what, merged.size());
				merged.add(new EventDescriptor(event.at(), event.type(), event.about(), event.reason(), event.token(),
						new ArrayList<>(List.of(seen.node()))));
			}
		}
		return merged.subList(Math.max(0, merged.size() - limit), merged.size());
	}

	private static boolean isSame(EventDescriptor first, Seen seen) {
		return !first.seenBy().contains(seen.node())
				&& Duration.between(first.at(), seen.event().at()).compareTo(SAME) <= 0;
	}

	private record Seen(String node, Event event) {

	}

}
