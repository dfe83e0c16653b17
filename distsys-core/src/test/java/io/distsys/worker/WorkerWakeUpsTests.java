package io.distsys.worker;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeCore.NodeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.ownership.ResourceKey;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which threads are woken for a call: each costs more than a short method. */
@Timeout(60)
class WorkerWakeUpsTests {

	private final ThreadEventLoop loop = new ThreadEventLoop("test-loop", MonotonicClock.system());

	private final ExecutorService threads = WorkerThreads.create(8);

	private final AtomicInteger woken = new AtomicInteger();

	private final AtomicInteger asleep = new AtomicInteger();

	private final NodeId id = new NodeId(0, 1);

	private final NodeCore ownerships = new FakeCore(this.loop).node(this.id);

	private final WorkerNode node = new WorkerNode(new WorkerNode.Seams(new FakeMembership(SimulatedMembership.node(1)),
			new JvmNetwork(this.loop).connect(this.id), new JavaCodec(), this.ownerships, this.loop, this::wake,
			new Random(1)), WorkerSettings.ofDefaults().withCallerRuns(() -> false), (event) -> {
			});

	private final Desk desk = this.node.of(Desk.class, "desk").get("k1");

	@BeforeEach
	void start() {
		this.node.define(WorkerTypeDefinition.of(DeskWorker.class, (context) -> new DeskWorker((event) -> {
		})));
		this.node.start();
		this.ownerships.grant(new ResourceKey("slot", "desk", 0)).active.join();
		this.desk.count();
	}

	@AfterEach
	void stop() {
		this.node.close();
		this.threads.shutdownNow();
		this.loop.close();
	}

	private void wake(Runnable task) {
		this.woken.incrementAndGet();
		this.threads.execute(() -> {
			try {
				task.run();
			}
			finally {
				this.asleep.incrementAndGet();
			}
		});
	}

	/** How many have been woken, when all of them sleep again. */
	private int wokenByNow() {
		await().atMost(Duration.ofSeconds(30)).until(() -> this.asleep.get() == this.woken.get());
		return this.woken.get();
	}

	@Test
	void oneThreadRunsACallAndAnswersIt() {
		int before = wokenByNow();
		this.desk.count();
		assertThat(wokenByNow()).isEqualTo(before + 1);
	}

	@Test
	void aStageThatIsCompleteIsAnsweredByTheThreadThatRanTheMethod() {
		int before = wokenByNow();
		assertThat(this.desk.later("x")).isEqualTo("x");
		assertThat(wokenByNow()).isEqualTo(before + 1);
	}

}
