package io.distsys.worker;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeCore.NodeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.Messenger;
import io.distsys.ownership.ResourceKey;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Replicated states on real threads. */
@Timeout(120)
class ReplicatedStateThreadsTests {

	private static final String KEY = "k1";

	private static final ResourceKey SLOT = new ResourceKey("slot", "purse", SlotHash.slot(KEY, 4));

	private final ThreadEventLoop loop = new ThreadEventLoop("test-loop", MonotonicClock.system());

	private final ExecutorService executor = WorkerThreads.create(8);

	private final JvmNetwork network = new JvmNetwork(this.loop);

	/** Where answers arrive. */
	private final ExecutorService transport = Executors.newSingleThreadExecutor((task) -> new Thread(task, "io"));

	private final Queue<String> askedBy = new ConcurrentLinkedQueue<>();

	/** Who was asked to keep copies. */
	private final Queue<NodeId> asked = new ConcurrentLinkedQueue<>();

	/** Before it completes nobody hears what has become of copies. */
	private volatile CompletableFuture<Void> hearing = CompletableFuture.completedFuture(null);

	private final FakeCore core = new FakeCore(this.loop);

	private final List<TestNode> nodes = List.of(new TestNode(1), new TestNode(2), new TestNode(3));

	@AfterEach
	void stop() {
		this.nodes.forEach((node) -> node.workers.close());
		this.executor.shutdownNow();
		this.transport.shutdownNow();
		this.loop.close();
	}

	@Test
	void whatWasAcknowledgedIsKeptOnceAndInOrderOverMovesAndLosses() {
		FakeCore.NodeCore.Tenure tenure = this.nodes.get(0).ownerships.grant(SLOT);
		tenure.active.join();
		List<Integer> acknowledged = new ArrayList<>();
		for (int round = 0; round < 8; round++) {
			int first = round * 200;
			Purse purse = this.nodes.get(round % 3).workers.of(Purse.class).get(KEY);
			List<CompletableFuture<Integer>> calls = IntStream.range(first, first + 200)
				.mapToObj((coin) -> purse.add(coin).toCompletableFuture())
				.toList();
			NodeCore next = this.nodes.get((round + 1) % 3).ownerships;
			if (round % 2 == 0) {
				tenure = tenure.moveTo(next).join();
			}
			else {
				tenure.revoke();
				tenure = next.grant(SLOT);
			}
			tenure.active.join();
			for (int i = 0; i < calls.size(); i++) {
				if (calls.get(i).handle((size, failure) -> failure == null).join()) {
					acknowledged.add(first + i);
				}
			}
		}
		List<Integer> coins = this.nodes.get(0).workers.of(Purse.class).get(KEY).coins().toCompletableFuture().join();
		assertThat(coins).doesNotHaveDuplicates().isSorted().containsAll(acknowledged);
		assertThat(acknowledged).hasSizeGreaterThan(800);
	}

	@Test
	void theThreadOnWhichABackupAnswersIsNotKeptWithTheNextStates() {
		this.nodes.get(0).ownerships.grant(SLOT).active.join();
		Purse purse = this.nodes.get(0).workers.of(Purse.class).get(KEY);
		List<CompletableFuture<Integer>> calls = IntStream.range(0, 200)
			.mapToObj((coin) -> purse.add(coin).toCompletableFuture())
			.toList();
		assertThat(calls).allSatisfy((call) -> assertThat(call).succeedsWithin(Duration.ofSeconds(60)));
		assertThat(this.askedBy).isNotEmpty().doesNotContain("io");
	}

	/** The next one has no backup yet, and the owner goes. */
	@Test
	void ownerThatHandsOverLeavesItsFirstBackupWhatThatHas() {
		CompletableFuture<Void> hearing = new CompletableFuture<>();
		NodeCore.Tenure tenure = secondOwnerWithoutAnAnswer(hearing);
		TestNode backup = node(this.asked.element());
		TestNode next = this.nodes.get((backup == this.nodes.get(0)) ? 2 : 0);
		CompletableFuture<Void> released = tenure.releaseTo(next.id);
		afterTheLoop();
		assertThat(released).isNotDone();
		hearing.complete(null);
		assertThat(released).succeedsWithin(Duration.ofSeconds(60));
		afterTheLoop();
		assertThat(backup.workers.statistics().get(0).copies()).isEqualTo(1);
		assertThat(next.workers.statistics().get(0).copies()).isEqualTo(1);
	}

	/** The first owner has added a coin, and the second one has just sent it on. */
	private NodeCore.Tenure secondOwnerWithoutAnAnswer(CompletableFuture<Void> hearing) {
		NodeCore.Tenure first = this.nodes.get(0).ownerships.grant(SLOT);
		first.active.join();
		this.nodes.get(0).workers.of(Purse.class).get(KEY).add(1).toCompletableFuture().join();
		first.revoke();
		this.asked.clear();
		this.hearing = hearing;
		NodeCore.Tenure second = this.nodes.get(1).ownerships.grant(SLOT);
		Awaitility.await().until(() -> !this.asked.isEmpty());
		return second;
	}

	private TestNode node(NodeId id) {
		return this.nodes.stream().filter((node) -> node.id.equals(id)).findFirst().orElseThrow();
	}

	/** What it does at once is done, and what that has left to others and to it again. */
	private void afterTheLoop() {
		for (int i = 0; i < 10; i++) {
			CompletableFuture.runAsync(() -> {
			}, this.executor).join();
			CompletableFuture.runAsync(() -> {
			}, this.loop).join();
		}
	}

	@Test
	void aSlotIsGivenBackWhileANodeThatMayHaveTheNewestStatesDoesNotAnswer() {
		TestNode deaf = new TestNode(9, Duration.ofSeconds(2), SimulatedMembership.node(10));
		assertThat(deaf.ownerships.grant(SLOT).active).failsWithin(Duration.ofSeconds(60))
			.withThrowableThat()
			.withMessageContaining("may be on nodes that do not answer");
		deaf.workers.close();
	}

	@Test
	void whatCannotBeAStateIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> StateAccess.of(Fixed.class))
			.withMessageContaining("neither static nor final");
		assertThatIllegalArgumentException().isThrownBy(() -> StateAccess.of(Bare.class))
			.withMessageContaining("implement HandOver");
		assertThat(StateAccess.of(Object.class)).isEmpty();
	}

	private static final class Fixed {

		@WorkerState
		private final int number = 1;

	}

	@WorkerState
	private static final class Bare {

	}

	/**
	 * The same messenger, where answers to what was asked arrive on a thread of theirs.
	 */
	private Messenger relaying(Messenger messenger) {
		return (Messenger) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Messenger.class },
				(proxy, method, arguments) -> {
					Object result = method.invoke(messenger, arguments);
					if (method.getName().equals("ask") && arguments[2].equals(CopyBundle.ADDRESS)) {
						this.askedBy.add(Thread.currentThread().getName());
						this.asked.add((NodeId) arguments[0]);
						return ((CompletionStage<?>) result).thenCombineAsync(this.hearing, (reply, heard) -> reply,
								this.transport);
					}
					return result;
				});
	}

	private final class TestNode {

		private final NodeId id;

		private final NodeCore ownerships;

		private final WorkerNode workers;

		private TestNode(long number) {
			this(number, Duration.ofSeconds(20),
					IntStream.rangeClosed(1, 3)
						.filter((other) -> other != number)
						.mapToObj(SimulatedMembership::node)
						.toArray(Node[]::new));
		}

		private TestNode(long number, Duration recoveryTimeout, Node... others) {
			Node self = SimulatedMembership.node(number);
			this.id = self.id();
			this.ownerships = ReplicatedStateThreadsTests.this.core.node(self.id());
			this.workers = new WorkerNode(
					new WorkerNode.Seams(new FakeMembership(self, others),
							relaying(ReplicatedStateThreadsTests.this.network.connect(self.id())), new JavaCodec(),
							this.ownerships, ReplicatedStateThreadsTests.this.loop,
							ReplicatedStateThreadsTests.this.executor, new Random(number)),
					new WorkerSettings(Duration.ofSeconds(40), Duration.ofSeconds(20), Duration.ofSeconds(20),
							recoveryTimeout),
					(event) -> {
					});
			this.workers.define(WorkerTypeDefinition.of(PurseWorker.class, (context) -> new PurseWorker()));
			this.workers.start();
		}

	}

}
