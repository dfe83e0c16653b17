package io.distsys.worker;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;

import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeCore.NodeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.MessageObserver;
import io.distsys.ownership.ResourceKey;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import io.distsys.worker.JournalWorker.Stage;

import static org.assertj.core.api.Assertions.assertThat;

/** Two nodes in one process: a journal of the second is called from the first. */
final class JournalPair implements AutoCloseable {

	/** Longer than anything takes here. */
	static final Duration BOUND = Duration.ofSeconds(10);

	private static final String KEY = "k1";

	private static final ResourceKey SLOT = new ResourceKey("slot", "journal", SlotHash.slot(KEY, 4));

	final ThreadEventLoop loop = new ThreadEventLoop("test-loop", MonotonicClock.system());

	final JvmNetwork network = new JvmNetwork(this.loop);

	/** Of the worker. */
	final Stage stage = new Stage();

	private final ExecutorService executor = WorkerThreads.create(16);

	private final FakeCore core = new FakeCore(this.loop);

	private final MessageObserver observer;

	private final WorkerNode caller;

	private final WorkerNode callee;

	/** As the first node calls it. */
	final Journal journal;

	JournalPair(MessageObserver observer) {
		this.observer = observer;
		NodeCore owner = this.core.node(new NodeId(0, 2));
		this.caller = start(1, this.core.node(new NodeId(0, 1)));
		this.callee = start(2, owner);
		this.journal = this.caller.of(Journal.class).get(KEY);
		owner.grant(SLOT).active.join();
		assertThat(this.journal.all()).isEmpty();
	}

	private WorkerNode start(long number, NodeCore ownerships) {
		WorkerNode node = new WorkerNode(
				new WorkerNode.Seams(new FakeMembership(SimulatedMembership.node(number)),
						this.network.connect(new NodeId(0, number)), new JavaCodec(), ownerships, this.loop,
						this.executor, new Random(number), this.observer, null),
				new WorkerSettings(Duration.ofSeconds(20), BOUND, BOUND, BOUND), (event) -> {
				});
		node.define(WorkerTypeDefinition.of(JournalWorker.class, (context) -> new JournalWorker(context, this.stage)));
		node.start();
		return node;
	}

	@Override
	public void close() {
		this.caller.close();
		this.callee.close();
		this.executor.shutdownNow();
		this.loop.close();
	}

}
