package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.distsys.faults.check.RollCall;
import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.node.Sentries;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds one roll call of sentries after another until all nodes agree, which has to be in
 * time after each fault, and tells how long it took. Used by one thread.
 */
final class RollCalls {

	/** One that takes longer is followed by the next one. */
	private static final Duration CALL = Duration.ofSeconds(5);

	private static final Duration PAUSE = Duration.ofMillis(100);

	private static final Duration JUST_BEFORE = Duration.ofMillis(200);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int SOME = 50;

	private static final int SHOWN = 20;

	private final FaultCluster cluster;

	private final int fewest;

	private final Map<String, List<Times>> times = new LinkedHashMap<>();

	private long last;

	private RollCalls(FaultCluster cluster) {
		this.cluster = cluster;
		this.fewest = cluster.nodes().size() * Sentries.PER_PROCESS / 2;
	}

	/** Nodes that have sentries. */
	static ClusterPlan plan(ClusterPlan plan) {
		return plan.withProperty(Sentries.PROPERTY + "=true");
	}

	/** With faults after each of which nodes agree. */
	static Trial.Faults through(Faults faults) {
		return (cluster) -> {
			RollCalls calls = begin(cluster);
			calls.awaitAllAgree();
			faults.apply(cluster, calls);
			calls.tell();
		};
	}

	/** Wait until many have been started, and some of these stopped. */
	static RollCalls begin(FaultCluster cluster) {
		RollCalls calls = new RollCalls(cluster);
		calls.awaitAnswers(Sentries.START, calls.fewest);
		calls.awaitAnswers(Sentries.STOP, SOME);
		return calls;
	}

	private void awaitAnswers(String what, int fewest) {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		int answers = answers(what).size();
		while (answers < fewest && System.nanoTime() < deadline) {
			FaultCluster.sleep(PAUSE);
			answers = answers(what).size();
		}
		assertThat(answers).as("times that '%s' was answered", what).isGreaterThanOrEqualTo(fewest);
	}

	private List<Event> answers(String what) {
		return this.cluster.events()
			.stream()
			.filter((event) -> event.kind() == EventKind.RETURNED && event.resource().startsWith(Sentries.RESOURCE)
					&& event.detail().startsWith(what))
			.toList();
	}

	/** Wait until all other nodes agree. */
	void awaitAgreementWithout(int lost, String fault, long since) throws IOException {
		RollCall agreed = await(this.cluster.allBut(lost), since, Trial.RECOVERY, false);
		Times taken = new Times(agreed.takeover("n" + lost, since), Duration.ofNanos(agreed.end() - since),
				justBefore(since));
		this.times.computeIfAbsent(fault, (key) -> new ArrayList<>()).add(taken);
	}

	private int justBefore(long since) {
		return (int) answers(Sentries.START).stream()
			.filter((event) -> event.at() < since && event.at() > since - JUST_BEFORE.toNanos())
			.count();
	}

	/** The same of all nodes, once all vote. */
	void awaitAllVoteAndAgree() throws IOException {
		assertThat(this.cluster.awaitWhole(PATIENCE)).as("all nodes vote").isTrue();
		awaitAllAgree();
	}

	/** Wait until all nodes agree, and all that has to run is kept twice. */
	void awaitAllAgree() throws IOException {
		await(this.cluster.nodes(), System.nanoTime(), Trial.RECOVERY, true);
	}

	private RollCall await(Set<Integer> nodes, long since, Duration limit, boolean twice) throws IOException {
		RollCall call = lastUntil(since + limit.toNanos(), nodes, twice);
		List<String> differences = differences(call, twice);
		assertThat(differences.stream().limit(SHOWN))
			.as("in what nodes differ %s later, %d in all", limit, differences.size())
			.isEmpty();
		assertThat(Duration.ofNanos(call.end() - since)).as("until all agree").isLessThanOrEqualTo(limit);
		return call;
	}

	/** Let a node leave in order, and start another process in its place. */
	void replace(int node) throws IOException {
		awaitAgreementWithout(node, "leave in order", this.cluster.askToLeave(node));
		this.cluster.awaitEnd(node);
		this.cluster.start(node);
		this.cluster.awaitVote(node);
		awaitAllAgree();
	}

	/** What nodes do not agree in at the end of the time that they have. */
	List<String> differencesWithout(int lost, long since) throws IOException {
		return lastUntil(since + Trial.RECOVERY.toNanos(), this.cluster.allBut(lost), false).differences();
	}

	private RollCall lastUntil(long deadline, Set<Integer> nodes, boolean twice) throws IOException {
		RollCall call = hold(nodes);
		while (!differences(call, twice).isEmpty() && System.nanoTime() < deadline) {
			FaultCluster.sleep(PAUSE);
			call = hold(nodes);
		}
		return call;
	}

	private List<String> differences(RollCall call, boolean twice) {
		List<String> differences = new ArrayList<>(call.differences());
		if (call.onDuty() < this.fewest) {
			differences.add("only " + call.onDuty() + " have to run");
		}
		if (twice && call.copies() < 2 * call.onDuty()) {
			differences.add(call.onDuty() + " have to run, and there are " + call.copies() + " copies of what is kept");
		}
		return differences;
	}

	private RollCall hold(Set<Integer> nodes) throws IOException {
		long number = ++this.last;
		long asked = System.nanoTime();
		for (int node : nodes) {
			this.cluster.ask(node, Sentries.ROLL_CALL + " " + number);
		}
		Set<String> names = nodes.stream().map((node) -> "n" + node).collect(Collectors.toSet());
		this.cluster.watch()
			.awaitEach(names.stream().map((name) -> Sentries.ROLL + name).collect(Collectors.toSet()), asked, CALL,
					(event) -> event.token() == number);
		return RollCall.of(this.cluster.watch().whole(), number, names);
	}

	/** Tell how long it has taken after each kind of fault. */
	private void tell() {
		this.times.forEach((fault, some) -> System.err.printf(
				"%s, %d times: %s sentries ran again after %s s, all nodes agreed after %s s;"
						+ " starts answered in the %d ms before: %s%n",
				fault, some.size(), some.stream().map((one) -> one.takeover().sentries()).toList(),
				seconds(some, (one) -> one.takeover().last()), seconds(some, Times::agreed), JUST_BEFORE.toMillis(),
				some.stream().map(Times::justBefore).toList()));
	}

	private static List<String> seconds(List<Times> some, Function<Times, Duration> time) {
		return some.stream()
			.map((one) -> String.format(Locale.ROOT, "%.1f", time.apply(one).toMillis() / 1e3))
			.toList();
	}

	/** What is done to a cluster, and when nodes have to agree. */
	interface Faults {

		void apply(FaultCluster cluster, RollCalls calls) throws IOException;

	}

	/**
	 * How long a fault has made itself felt.
	 *
	 * @param takeover those that were lost run on other nodes
	 * @param agreed the time until all others agreed
	 * @param justBefore how many starts were answered just before it
	 */
	private record Times(RollCall.Takeover takeover, Duration agreed, int justBefore) {

	}

}
