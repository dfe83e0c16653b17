package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.node.Baskets;
import io.distsys.faults.node.Crowd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Available workers under each kind of fault: they go on wherever a node is left, and of
 * two of a key one is kept, with what both have been told, when they see each other
 * again.
 */
@Tag("full")
class AvailableWorkersIntegrationTests {

	private static final Duration TAKE_OVER = Duration.ofSeconds(60);

	@Test
	void eachSideOfACutHasItsOwnAndWhatBothWereToldComesTogether() throws IOException {
		try (BasketTrial trial = BasketTrial.start(3, "available-workers-cut")) {
			FaultCluster cluster = trial.cluster();
			int alone = node(trial.processOf(Baskets.KEYS.get(0)));
			Set<Integer> others = cluster.allBut(alone);
			long cut = cluster.cut(Set.of(alone), others);
			awaitAllAnswered(cluster, Set.of(alone), cut);
			awaitAllAnswered(cluster, others, cut);
			long healed = cluster.heal();
			trial.awaitRest(healed);
			List<Event> events = trial.since(healed);
			assertThat(BasketTrial.count(events, EventKind.RETURNED, Baskets.MERGED)).as("states that were merged")
				.isEqualTo(Baskets.KEYS.size());
			trial.healAndJudge();
		}
	}

	@Test
	void theWorkersOfAKilledNodeRunAgainUnasked() throws IOException {
		try (BasketTrial trial = BasketTrial.start(3, "available-workers-kill")) {
			FaultCluster cluster = trial.cluster();
			String process = trial.processOf(Baskets.KEYS.get(0));
			long killed = cluster.kill(node(process));
			trial.awaitRest(killed);
			List<Event> events = trial.since(killed);
			long last = events.stream()
				.filter((event) -> event.kind() == EventKind.ACQUIRED && event.resource().startsWith("basket/"))
				.mapToLong(Event::at)
				.max()
				.orElseThrow();
			System.err.printf("%s was killed, its last worker ran again %d ms later%n", process,
					(last - killed) / 1_000_000);
			assertThat(BasketTrial.count(events, EventKind.ACQUIRED, Baskets.TAKEN_OVER)).as("workers that were lost")
				.isPositive();
			trial.healAndJudge(Set.of(process), killed);
		}
	}

	/** How long that takes is told, and not judged. */
	@Test
	void aThousandWorkersOfAKilledNodeRunAgainUnasked() throws IOException {
		try (BasketTrial trial = BasketTrial.startWithCrowd(3, "available-workers-crowd")) {
			FaultCluster cluster = trial.cluster();
			await().atMost(TAKE_OVER).until(() -> placesOfCrowd(trial.since(0)).size() == Crowd.KEYS.size());
			trial.awaitRest(System.nanoTime());
			String process = trial.processOf(Baskets.KEYS.get(0));
			Set<String> lost = new HashSet<>();
			placesOfCrowd(trial.since(0)).forEach((key, place) -> {
				if (place.equals(process)) {
					lost.add(key);
				}
			});
			long killed = cluster.kill(node(process));
			await().atMost(TAKE_OVER).until(() -> placesOfCrowd(trial.since(killed)).keySet().containsAll(lost));
			List<Event> starts = trial.since(killed)
				.stream()
				.filter((event) -> event.resource().startsWith(Crowd.RESOURCE))
				.sorted(Comparator.comparingLong(Event::at))
				.toList();
			assertThat(placesOfCrowd(starts).keySet()).as("only what was lost starts").isEqualTo(lost);
			long first = starts.get(0).at();
			System.err.printf(
					"%d workers of %s ran again: the first %d ms after the kill, the last %d ms after the first%n",
					lost.size(), process, (first - killed) / 1_000_000,
					(starts.get(starts.size() - 1).at() - first) / 1_000_000);
		}
	}

	private static Map<String, String> placesOfCrowd(List<Event> events) {
		Map<String, String> places = new HashMap<>();
		events.stream()
			.filter((event) -> event.kind() == EventKind.ACQUIRED && event.resource().startsWith(Crowd.RESOURCE))
			.sorted(Comparator.comparingLong(Event::at))
			.forEach((event) -> places.put(event.resource(), event.process()));
		return places;
	}

	@Test
	void aNodeThatLeavesTakesNothingWithIt() throws IOException {
		try (BasketTrial trial = BasketTrial.start(3, "available-workers-leave")) {
			FaultCluster cluster = trial.cluster();
			int leaving = node(trial.processOf(Baskets.KEYS.get(0)));
			long asked = cluster.askToLeave(leaving);
			cluster.awaitEnd(leaving);
			trial.awaitRest(asked);
			trial.healAndJudge();
		}
	}

	private static int node(String process) {
		return Integer.parseInt(process.substring(1, process.indexOf('#')));
	}

	/** Each of these nodes is answered for each worker from their side of the cut. */
	private static void awaitAllAnswered(FaultCluster cluster, Set<Integer> side, long since) {
		for (int node : side) {
			Set<String> open = new HashSet<>(Baskets.KEYS);
			for (String key : Baskets.KEYS) {
				cluster
					.await(since, TAKE_OVER,
							(event) -> event.node().equals("n" + node) && event.kind() == EventKind.RETURNED
									&& event.resource().equals(Baskets.PUT + key)
									&& side.contains(node(event.detail().split("@")[0])))
					.ifPresent((event) -> open.remove(key));
			}
			assertThat(open).as("baskets for which n%d is not answered from its side", node).isEmpty();
		}
	}

}
