package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWatch;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.node.Resources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two sides of a cut, with a group each, see each other. One group gives way: its nodes
 * stop what they hold before they follow the other one, and from then on there is one
 * holder again.
 */
final class Meeting implements Trial.Faults {

	private static final Duration MERGE = Duration.ofSeconds(90);

	private final Set<Integer> some;

	private final Set<Integer> others;

	private long together;

	Meeting(Set<Integer> some, Set<Integer> others) {
		this.some = some;
		this.others = others;
	}

	@Override
	public void apply(FaultCluster cluster) throws IOException {
		List<Event> apart = cluster.events();
		String ofSome = groupOf(this.some, apart);
		String ofOthers = groupOf(this.others, apart);
		assertThat(ofSome).as("one of two groups").isNotEqualTo(ofOthers);
		long healed = cluster.heal();
		assertThat(cluster.awaitWhole(MERGE)).as("all nodes vote in one group").isTrue();
		List<Event> events = cluster.events();
		assertThat(Trial.groups(events, healed)).as("groups after the heal").isSubsetOf(ofSome, ofOthers);
		String stays = cluster.watch().group();
		String stronger = stronger(ofSome, ofOthers, apart);
		assertThat(stays).as("the group that stays").isIn(ofSome, ofOthers);
		assertThat(stays.equals(stronger) || wasWithoutLeader(stronger, healed, events))
			.as("%s stays, the stronger one is %s", stays, stronger)
			.isTrue();
		Set<Integer> yielding = stays.equals(ofSome) ? this.others : this.some;
		String givenUp = stays.equals(ofSome) ? ofOthers : ofSome;
		for (int node : yielding) {
			long followed = followed(node, stays, events);
			stoppedBefore(followed, node, healed, events);
			assertThat(cluster.log(node)).as("log of n%d", node)
				.containsPattern("WARN.*Two consensus groups have met.* given-up=" + givenUp + " stays=" + stays);
			this.together = Math.max(this.together, followed);
		}
		System.err.printf("%s gave way to %s %.1f s after the heal%n", yielding, stays, (this.together - healed) / 1e9);
		Set<String> missing = cluster.watch()
			.awaitHeld(Set.of("lock/red", "lock/blue"), System.nanoTime(), MERGE,
					(event) -> yielding.stream().anyMatch((node) -> isOf(event, node)));
		assertThat(missing).as("taken again by who gave way").isEmpty();
		tokensGrew(yielding, healed, cluster.events());
	}

	private static boolean isOf(Event event, int node) {
		return event.node().equals("n" + node);
	}

	private static String groupOf(Set<Integer> nodes, List<Event> events) {
		Set<String> last = nodes.stream()
			.map((node) -> events.stream()
				.filter((event) -> isOf(event, node))
				.flatMap((event) -> HistoryWatch.groupOf(event).stream())
				.reduce((earlier, later) -> later)
				.orElse("none"))
			.collect(Collectors.toSet());
		assertThat(last).as("groups of %s", nodes).hasSize(1);
		return last.iterator().next();
	}

	/** The one with more voters, then the one with the smaller id. */
	private static String stronger(String one, String other, List<Event> apart) {
		int more = Integer.compare(voters(one, apart), voters(other, apart));
		return (more > 0 || (more == 0 && one.compareTo(other) < 0)) ? one : other;
	}

	/** Then the other one may stay, whatever their voters. */
	private static boolean wasWithoutLeader(String group, long since, List<Event> events) {
		return events.stream()
			.filter((event) -> event.at() >= since && event.detail().contains("leader=[]"))
			.anyMatch((event) -> HistoryWatch.groupOf(event).filter(group::equals).isPresent());
	}

	private static int voters(String group, List<Event> events) {
		String voters = events.stream()
			.filter((event) -> HistoryWatch.groupOf(event).filter(group::equals).isPresent())
			.map(Event::detail)
			.filter((detail) -> detail.startsWith("LEADER"))
			.reduce((earlier, later) -> later)
			.orElseThrow(() -> new AssertionError("Nobody leads " + group))
			.replaceAll(".* voters=\\[(.*?)].*", "$1");
		return voters.split(",").length;
	}

	/** Not later than a node says so, it followed that group. */
	private static long followed(int node, String group, List<Event> events) {
		return events.stream()
			.filter((event) -> isOf(event, node))
			.filter((event) -> HistoryWatch.groupOf(event).filter(group::equals).isPresent())
			.mapToLong(Event::at)
			.min()
			.orElseThrow(() -> new AssertionError("n" + node + " does not follow " + group));
	}

	/** What it held when the cut ended was a grant of its old group. */
	private static void stoppedBefore(long followed, int node, long healed, List<Event> events) {
		Map<String, List<Event>> ofGrants = open(events).stream()
			.filter((event) -> isOf(event, node))
			.collect(Collectors.groupingBy((event) -> event.resource() + "@" + event.token()));
		Set<String> held = new HashSet<>();
		ofGrants.forEach((grant, answers) -> {
			if (answers.stream().anyMatch((event) -> event.at() < healed)) {
				held.add(grant);
				assertThat(answers).as("n%d held %s until it followed the other group", node, grant)
					.allSatisfy((event) -> assertThat(event.from()).isLessThan(followed));
			}
		});
		assertThat(held).as("what n%d held of its own group", node).isNotEmpty();
	}

	private static List<Event> open(List<Event> events) {
		return events.stream()
			.filter((event) -> event.kind() == EventKind.HELD || event.kind() == EventKind.ACQUIRED)
			.toList();
	}

	/**
	 * A store that has seen a token of the group that gave way takes those of the other.
	 */
	private void tokensGrew(Set<Integer> yielding, long healed, List<Event> events) {
		List<Event> ofYielding = open(events).stream()
			.filter((event) -> yielding.stream().anyMatch((node) -> isOf(event, node)))
			.toList();
		long before = ofYielding.stream()
			.filter((event) -> event.at() < healed)
			.mapToLong(Event::token)
			.max()
			.orElse(0);
		assertThat(ofYielding).filteredOn((event) -> event.kind() == EventKind.ACQUIRED && event.from() > this.together)
			.isNotEmpty()
			.allSatisfy((event) -> assertThat(event.token()).isGreaterThan(before));
	}

	/**
	 * Until then each side has its own holders, and locks; a number of another group is
	 * another number.
	 */
	List<Event> together(List<Event> whole) {
		Set<String> owned = Resources.all();
		return whole.stream()
			.filter((event) -> event.from() >= this.together || !owned.contains(event.resource()))
			.toList();
	}

}
