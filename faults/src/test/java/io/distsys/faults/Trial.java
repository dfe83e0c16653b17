package io.distsys.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

import io.distsys.faults.check.Verdict;
import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
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
	private static final Duration RECOVERY = Duration.ofSeconds(Integer.getInteger("faults.recovery", 10));

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
		FaultNetwork.missing().ifPresent((missing) -> {
			System.err.println("SKIPPED: " + missing);
			Assumptions.abort(missing);
		});
		Trial trial = new Trial(new FaultCluster(plan));
		try {
			long begin = System.nanoTime();
			trial.cluster.startAll();
			Set<String> missing = trial.cluster.watch().awaitHeld(Resources.all(), begin, START);
			assertThat(missing).as("never held after the start").isEmpty();
			assertThat(trial.awaitWhole()).as("all nodes vote").isTrue();
			return trial;
		}
		catch (IOException | RuntimeException | AssertionError ex) {
			trial.close();
			throw ex;
		}
	}

	void underGo(Faults faults) throws IOException {
		Set<String> late = suffer(faults);
		Verdict verdict = verdict();
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

	@Override
	public void close() throws IOException {
		this.cluster.close();
	}

	/** What is done to a cluster that works. */
	interface Faults {

		void apply(FaultCluster cluster) throws IOException;

	}

}
