package io.distsys.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.distsys.actuate.ClusterDescriptor.EventDescriptor;
import io.distsys.actuate.NodeReport.Event;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MergedEventsTests {

	private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

	private static Event lost(String node, int seconds) {
		return new Event(NOON.plusSeconds(seconds), "NodeLost", node, "silent", null);
	}

	@Test
	void whatSeveralNodesHaveSeenIsOneEvent() {
		List<EventDescriptor> merged = MergedEvents
			.of(Map.of("a", List.of(lost("c", 1)), "b", List.of(lost("c", 0), lost("d", 2))), 200);
		assertThat(merged).containsExactly(
				new EventDescriptor(NOON, "NodeLost", "c", "silent", null, List.of("b", "a")),
				new EventDescriptor(NOON.plusSeconds(2), "NodeLost", "d", "silent", null, List.of("b")));
	}

	@Test
	void whatHappensAgainIsAnotherEvent() {
		List<EventDescriptor> merged = MergedEvents
			.of(Map.of("a", List.of(lost("c", 0), lost("c", 3)), "b", List.of(lost("c", 60))), 200);
		assertThat(merged).extracting(EventDescriptor::at)
			.containsExactly(NOON, NOON.plusSeconds(3), NOON.plusSeconds(60));
	}

	@Test
	void theLastOnesAreKept() {
		assertThat(MergedEvents.of(Map.of("a", List.of(lost("b", 0), lost("c", 1), lost("d", 2))), 2))
			.extracting(EventDescriptor::about)
			.containsExactly("c", "d");
	}

}
