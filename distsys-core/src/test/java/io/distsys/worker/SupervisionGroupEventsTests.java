package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.ownership.ResourceKey;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import io.distsys.worker.SupervisionGroup.Strategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is told of a group, and on which thread. */
@Timeout(60)
class SupervisionGroupEventsTests {

	private static final Duration LONG = Duration.ofSeconds(50);

	private static final RestartPolicy NEVER = new RestartPolicy(0, Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO,
			0);

	private static final RestartPolicy ONCE = new RestartPolicy(1, Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO,
			0);

	private final ThreadEventLoop loop = new ThreadEventLoop("test-loop", MonotonicClock.system());

	private final ExecutorService executor = WorkerThreads.create(4);

	private final CompletableFuture<String> threadOfListener = new CompletableFuture<>();

	private final FakeCore.NodeCore ownerships = new FakeCore(this.loop).node(SimulatedMembership.node(1).id());

	private final WorkerNode workers = new WorkerNode(
			new WorkerNode.Seams(new FakeMembership(SimulatedMembership.node(1)),
					new JvmNetwork(this.loop).connect(SimulatedMembership.node(1).id()), new JavaCodec(),
					this.ownerships, this.loop, this.executor, new Random(1)),
			new WorkerSettings(LONG, LONG, LONG, LONG), this::onEvent);

	SupervisionGroupEventsTests() {
		GearWorker.Bench bench = new GearWorker.Bench();
		this.workers.define(new WorkerTypeDefinition("line/reader", GearWorker.class, List.of(Gear.class), 1,
				WorkerLimits.ofDefaults(), Restart.TRANSIENT, NEVER, Set.of(),
				(context) -> new GearWorker(context, bench)));
		this.workers.define(SupervisionGroup.of("line", Strategy.ONE_FOR_ALL, "reader").withEscalation(ONCE));
		this.workers.start();
		this.ownerships.grant(new ResourceKey("slot", "line", 0)).active.join();
	}

	private void onEvent(WorkerEvent event) {
		if (event instanceof WorkerEvent.GroupGivenUp) {
			this.threadOfListener.complete(Thread.currentThread().getName());
		}
	}

	@AfterEach
	void stop() {
		this.workers.close();
		this.executor.shutdownNow();
		this.loop.close();
	}

	@Test
	void aListenerIsNotToldOnTheLoopThatAGroupIsGivenUp() {
		Gear reader = this.workers.of(Gear.class, "line/reader").get("a");
		reader.jam();
		reader.jam();
		assertThat(this.threadOfListener).succeedsWithin(LONG).isNotEqualTo("test-loop");
	}

}
