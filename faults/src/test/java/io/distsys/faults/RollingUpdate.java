package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.distsys.faults.check.Vacancy;
import io.distsys.faults.history.Event;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.node.Resources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All processes are replaced, some at a time, as an orchestrator does it. What the group
 * knows and owns outlives them.
 */
final class RollingUpdate {

	/**
	 * A lease of 10 s and an election of 4.5 s, and as much as a machine may stand still
	 * meanwhile. What does not pass is a group without a majority until the next process
	 * has started and been let in, or two leases one after the other.
	 */
	private static final Duration LONGEST_VACANCY = Duration.ofSeconds(18);

	/** A tenth of a lease: most of what a process leaves behind is handed over. */
	private static final Duration MEDIAN_VACANCY = Duration.ofSeconds(1);

	private static final long KEPT = 4_711;

	private RollingUpdate() {
	}

	static void of(FaultCluster cluster, int atATime) throws IOException {
		long begin = System.nanoTime();
		List<Integer> nodes = cluster.nodes().stream().sorted().toList();
		String group = cluster.watch().group();
		String kept = Trial.operate(cluster, nodes.get(0), "add kept " + KEPT);
		for (int i = 0; i < nodes.size(); i += atATime) {
			replace(cluster, nodes.subList(i, Math.min(i + atATime, nodes.size())));
		}
		long end = System.nanoTime();
		assertThat(Trial.operate(cluster, nodes.get(nodes.size() - 1), "get kept")).as("a number of before")
			.isEqualTo(kept);
		List<Event> events = cluster.watch().whole();
		assertThat(Trial.groups(events, begin)).as("groups during the update").containsOnly(group);
		check(Vacancy.of(events, Resources.all(), begin, end), atATime);
	}

	private static void replace(FaultCluster cluster, List<Integer> some) throws IOException {
		some.forEach(cluster::askToLeave);
		for (int node : some) {
			cluster.awaitEnd(node);
		}
		for (int node : some) {
			cluster.start(node);
		}
		for (int node : some) {
			cluster.awaitVote(node);
		}
	}

	private static void check(List<Vacancy> vacancies, int atATime) {
		Set<String> planned = Resources.planned();
		List<Vacancy> moves = vacancies.stream().filter((vacancy) -> planned.contains(vacancy.resource())).toList();
		assertThat(moves).extracting(Vacancy::resource)
			.as("what has moved")
			.containsAll(planned.stream().filter((resource) -> resource.startsWith("singleton/")).toList());
		Duration median = moves.get(moves.size() / 2).time();
		System.err.printf(
				"Replaced by %d: %d moves of singletons and slots, %d ms without an owner at the median;"
						+ " the longest of all: %s%n",
				atATime, moves.size(), median.toMillis(), longestOfEach(vacancies));
		assertThat(vacancies).allSatisfy((vacancy) -> assertThat(vacancy.time()).isLessThan(LONGEST_VACANCY));
		assertThat(median).as("without an owner at the median").isLessThan(MEDIAN_VACANCY);
	}

	/** Of singletons, slots, names and locks. */
	private static List<Vacancy> longestOfEach(List<Vacancy> vacancies) {
		Set<String> kinds = new TreeSet<>();
		return vacancies.stream()
			.filter((vacancy) -> kinds.add(vacancy.resource().substring(0, vacancy.resource().indexOf('/'))))
			.collect(Collectors.toList());
	}

}
