package io.distsys.singleton;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.distsys.cluster.Node;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JvmNetwork;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.EventLoop;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import io.distsys.time.ThreadEventLoop;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScheduledRunsTests {

	private static final Node ONE = SimulatedMembership.node(1);

	private static final Node TWO = SimulatedMembership.node(2);

	private final ThreadEventLoop loop = new ThreadEventLoop("distsys-core-test", MonotonicClock.system());

	private final JvmNetwork network = new JvmNetwork(this.loop);

	private final ScheduledRuns one = new ScheduledRuns(this.network.connect(ONE.id()), new FakeMembership(ONE, TWO),
			this.loop);

	private final ScheduledRuns two = new ScheduledRuns(this.network.connect(TWO.id()), new FakeMembership(TWO, ONE),
			this.loop);

	@AfterEach
	void stop() {
		this.one.close();
		this.two.close();
		this.loop.close();
	}

	private static ScheduledRun run(long second, String node) {
		return new ScheduledRun("ledger", "close", Instant.ofEpochSecond(second), Duration.ofMillis(7), false, node);
	}

	@Test
	void theOtherNodeHearsOfTheLastRun() {
		this.one.add(run(1, "one"));
		Awaitility.await().until(() -> this.two.last("ledger", "close").isPresent());
		this.one.add(run(2, "one"));
		this.one.add(run(3, "one"));
		Awaitility.await().untilAsserted(() -> assertThat(this.two.last("ledger", "close")).contains(run(3, "one")));
	}

	@Test
	void nothingIsKeptBackWhenASingletonIsHandedOver() {
		ThreadEventLoop unhurried = new ThreadEventLoop("distsys-core-unhurried", MonotonicClock.system());
		Node three = SimulatedMembership.node(3);
		ScheduledRuns runs = new ScheduledRuns(this.network.connect(three.id()), new FakeMembership(three, TWO),
				new NeverLater(unhurried));
		runs.add(run(1, "three"));
		runs.add(run(2, "three"));
		runs.tellNow();
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.untilAsserted(() -> assertThat(this.two.last("ledger", "close")).contains(run(2, "three")));
		runs.close();
		unhurried.close();
	}

	/** It has told of the first run at once, and would tell of the second one later. */
	@Test
	void theNextNodeHasHeardOfAllThatRanWhenTheHandOverEnds() throws Exception {
		ThreadEventLoop unhurried = new ThreadEventLoop("distsys-core-unhurried", MonotonicClock.system());
		Node three = SimulatedMembership.node(3);
		ScheduledRuns runs = new ScheduledRuns(this.network.connect(three.id()), new FakeMembership(three),
				new NeverLater(unhurried));
		runs.add(run(1, "three"));
		runs.add(run(2, "three"));
		runs.expect("ledger", "open", Instant.ofEpochSecond(3));
		runs.handOver("ledger", TWO.id()).toCompletableFuture().get(1, TimeUnit.MINUTES);
		assertThat(this.two.last("ledger", "close")).contains(run(2, "three"));
		assertThat(this.two.last("ledger", "open")).isEmpty();
		assertThat(this.two.expected("ledger", "open").map(ScheduledRun::startedAt)).contains(Instant.ofEpochSecond(3));
		runs.close();
		unhurried.close();
	}

	@Test
	void aNodeThatDoesNotAnswerKeepsNoSingletonFromItsNextNode() throws Exception {
		this.one.add(run(1, "one"));
		this.one.handOver("ledger", SimulatedMembership.node(9).id()).toCompletableFuture().get(1, TimeUnit.MINUTES);
		this.one.handOver("unknown", TWO.id()).toCompletableFuture().get(1, TimeUnit.MINUTES);
	}

	@Test
	void theEarliestInstantFromWhichOnRunsAreDueCounts() {
		this.one.expect("ledger", "close", Instant.ofEpochSecond(5));
		Awaitility.await().until(() -> this.two.expected("ledger", "close").isPresent());
		this.two.expect("ledger", "close", Instant.ofEpochSecond(6));
		this.two.expect("ledger", "close", Instant.ofEpochSecond(4));
		assertThat(this.two.expected("ledger", "close").map(ScheduledRun::startedAt))
			.contains(Instant.ofEpochSecond(4));
	}

	@Test
	void anOldRunDoesNotReplaceALaterOne() {
		this.two.add(run(5, "two"));
		this.one.add(run(4, "one"));
		Awaitility.await().untilAsserted(() -> assertThat(this.one.last("ledger", "close")).contains(run(5, "two")));
		assertThat(this.two.last("ledger", "close")).contains(run(5, "two"));
		assertThat(this.two.last("ledger", "open")).isEmpty();
	}

	/** A loop on which nothing that is due later ever comes. */
	private record NeverLater(EventLoop loop) implements EventLoop {

		@Override
		public void execute(Runnable task) {
			this.loop.execute(task);
		}

		@Override
		public Subscription schedule(Duration delay, Runnable task) {
			return () -> {
			};
		}

		@Override
		public boolean inLoop() {
			return this.loop.inLoop();
		}

		@Override
		public MonotonicClock clock() {
			return this.loop.clock();
		}

	}

}
