package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.distsys.faults.check.Verdict;
import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWatch;
import io.distsys.faults.host.ClusterPlan;
import io.distsys.faults.host.FaultCluster;
import io.distsys.faults.host.FaultNetwork;
import io.distsys.faults.node.Orders;
import io.distsys.faults.node.Resources;
import org.junit.jupiter.api.Assumptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A cluster from its start to the verdict on its history: it works, something is done to
 * it, it is healed, it works again, and what was recorded keeps the promises.
 */
final class Trial implements AutoCloseable {

	static final String LEDGER = "singleton/ledger";

	private static final Duration START = Duration.ofSeconds(180);

	/**
	 * After the last heal every resource is owned within this. The promise is 10 s; an
	 * ordinary build does not judge how fast its machine is.
	 */
	static final Duration RECOVERY = Duration.ofSeconds(Integer.getInteger("faults.recovery", 10));

	/** A crashed voter is removed after 30 s, then the next one is let in. */
	private static final Duration WHOLE = Duration.ofSeconds(60);

	private static final Duration FAIL_OVER = Duration.ofSeconds(30);

	private final FaultCluster cluster;

	private Trial(FaultCluster cluster) {
		this.cluster = cluster;
	}

	/** The whole of it. */
	static void run(ClusterPlan plan, Faults faults) throws IOException {
		try (Trial trial = start(plan)) {
			trial.underGo(faults);
		}
	}

	/**
	 * A cluster that can do without as many nodes as it should: all of them vote. Skips
	 * the test, and says why, where there can be no network.
	 */
	static Trial start(ClusterPlan plan) throws IOException {
		return start(plan, (trial) -> {
			trial.cluster.startAll();
			trial.awaitGroup(trial.cluster.nodes());
			assertThat(trial.awaitWhole()).as("all nodes vote").isTrue();
		});
	}

	/** Two clusters that do not know of each other. */
	static Trial startApart(ClusterPlan plan, Set<Integer> some, Set<Integer> others) throws IOException {
		return start(plan, (trial) -> {
			trial.cluster.startApart(some, others);
			trial.awaitGroup(some);
			trial.awaitGroup(others);
		});
	}

	/** Skips the test, and says why, where there can be no network. */
	static void assumeNetwork() {
		FaultNetwork.missing().ifPresent((missing) -> {
			System.err.println("SKIPPED: " + missing);
			Assumptions.abort(missing);
		});
	}

	private void awaitGroup(Set<Integer> nodes) {
		Set<String> names = nodes.stream().map((node) -> "n" + node).collect(Collectors.toSet());
		Set<String> missing = this.cluster.watch()
			.awaitHeld(Resources.all(), 0, START, (event) -> names.contains(event.node()));
		assertThat(missing).as("never held after the start by any of %s", names).isEmpty();
		assertThat(this.cluster.awaitGroup(nodes, WHOLE)).as("%s are one group", names).isTrue();
	}

	private static Trial start(ClusterPlan plan, Start start) throws IOException {
		assumeNetwork();
		Trial trial = new Trial(new FaultCluster(plan));
		try {
			start.begin(trial);
			return trial;
		}
		catch (IOException | RuntimeException | AssertionError ex) {
			trial.close();
			throw ex;
		}
	}

	void underGo(Faults faults) throws IOException {
		underGo(faults, UnaryOperator.identity());
	}

	/** With a verdict on a part of the history. */
	void underGo(Faults faults, UnaryOperator<List<Event>> part) throws IOException {
		Set<String> late = suffer(faults);
		Verdict verdict = Verdict.of(part.apply(this.cluster.watch().whole()));
		assertThat(verdict.violations()).as(verdict.report()).isEmpty();
		assertThat(late).as("not held within %s after the last heal", RECOVERY).isEmpty();
	}

	/** Undergo faults without a verdict; returns what is not held in time afterwards. */
	Set<String> suffer(Faults faults) throws IOException {
		faults.apply(this.cluster);
		long healed = this.cluster.healAll();
		return this.cluster.watch().awaitHeld(Resources.all(), healed, RECOVERY);
	}

	/** On everything since the start: a number's history has no other begin. */
	Verdict verdict() {
		return Verdict.of(this.cluster.watch().whole());
	}

	/** Wait until any of the nodes may be ended. */
	boolean awaitWhole() {
		return this.cluster.awaitWhole(WHOLE);
	}

	/** Wait until another node holds the ledger. */
	static void awaitOtherHolder(FaultCluster cluster, int owner, long since) {
		assertThat(cluster.await(since, FAIL_OVER, (event) -> isHeldByAnother(event, owner)))
			.as("another node than n%d holds %s", owner, LEDGER)
			.isPresent();
	}

	private static boolean isHeldByAnother(Event event, int owner) {
		return event.kind() == EventKind.ACQUIRED && event.resource().equals(LEDGER)
				&& !event.node().equals("n" + owner);
	}

	/** Let the owner ask its fence, and stop it before it writes. */
	static long pauseInTheMiddleOfAnAct(FaultCluster cluster, int owner) throws IOException {
		long ordered = System.nanoTime();
		cluster.order(owner, "ask " + LEDGER);
		assertThat(cluster.await(ordered, FAIL_OVER, (event) -> event.detail().equals(Orders.ASKED)))
			.as("n%d asks its fence", owner)
			.hasValueSatisfying((event) -> assertThat(event.kind()).isEqualTo(EventKind.HELD));
		long paused = cluster.pause(owner);
		cluster.order(owner, "write " + LEDGER);
		return paused;
	}

	/** Wait until the register has refused a write for the ledger. */
	static void awaitRefusal(FaultCluster cluster, long since) {
		assertThat(cluster.await(since, FAIL_OVER, (event) -> event.kind() == EventKind.REFUSED
				&& event.resource().equals(LEDGER) && event.node().equals("register")))
			.as("the late write is refused")
			.isPresent();
	}

	/**
	 * Let a node operate on a number, again if it is not known what came of it; so a
	 * change must not be ordered but where all is well.
	 */
	static String operate(FaultCluster cluster, int node, String operation) throws IOException {
		String object = "number/" + operation.split(" ")[1] + "@";
		Event end = null;
		for (long begin = System.nanoTime(); end == null && System.nanoTime() - begin < WHOLE.toNanos();) {
			long ordered = System.nanoTime();
			cluster.order(node, operation);
			end = cluster
				.await(ordered, FAIL_OVER,
						(event) -> event.node().equals("n" + node) && event.resource().startsWith(object)
								&& event.kind() != EventKind.INVOKED)
				.filter((event) -> event.kind() == EventKind.RETURNED)
				.orElse(null);
		}
		assertThat(end).as("n%d answers to '%s'", node, operation).isNotNull();
		return end.detail();
	}

	/** The groups that nodes have told of since then. */
	static Set<String> groups(List<Event> events, long since) {
		return events.stream()
			.filter((event) -> event.at() >= since)
			.flatMap((event) -> HistoryWatch.groupOf(event).stream())
			.collect(Collectors.toSet());
	}

	/** Whose fence was open at an instant later than that. */
	static List<Event> heldSince(FaultCluster cluster, long since) {
		return cluster.events()
			.stream()
			.filter((event) -> event.from() >= since)
			.filter((event) -> event.kind() == EventKind.HELD || event.kind() == EventKind.ACQUIRED)
			.toList();
	}

	/** Operations on numbers that were begun later than that, and answered. */
	static List<Event> answeredSince(FaultCluster cluster, long since) {
		List<Event> events = cluster.events();
		Set<String> begun = events.stream()
			.filter((event) -> event.kind() == EventKind.INVOKED && event.from() >= since)
			.map(Trial::operation)
			.collect(Collectors.toSet());
		return events.stream()
			.filter((event) -> event.resource().startsWith("number/") && event.kind() == EventKind.RETURNED)
			.filter((event) -> begun.contains(operation(event)))
			.toList();
	}

	private static String operation(Event event) {
		return event.process() + " " + event.resource() + " " + event.token();
	}

	@Override
	public void close() throws IOException {
		this.cluster.close();
	}

	/** What is done to a cluster that works. */
	interface Faults {

		void apply(FaultCluster cluster) throws IOException;

	}

	/** How a trial comes to a cluster that works. */
	private interface Start {

		void begin(Trial trial) throws IOException;

	}

}
