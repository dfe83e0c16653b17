package io.distsys.rpc;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Reply;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import io.distsys.time.ThreadEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class WaitingThreadTests {

	private final ThreadEventLoop loop = new ThreadEventLoop("distsys-core-test", MonotonicClock.system());

	private final ExecutorService users = Executors.newCachedThreadPool();

	private final JvmNetwork network = new JvmNetwork(this.loop);

	private final Node node = new Node(new NodeId(1, 0), "n1", "", Set.of(), "", "", "", Instant.EPOCH, Node.State.UP);

	private final AtomicInteger rejected = new AtomicInteger();

	/** As that of an application which has been closed. */
	private final Executor closed = (task) -> {
		this.rejected.incrementAndGet();
		throw new RejectedExecutionException("closed");
	};

	@AfterEach
	void stop() {
		this.users.shutdownNow();
		this.loop.close();
	}

	private ClusterServices services(Executor executor) {
		return services(this.network.connect(this.node.id()), executor);
	}

	private ClusterServices services(Messenger messenger, Executor executor) {
		return new ClusterServices(messenger, new FakeMembership(this.node), KeyOwners.none(), new JavaCodec(),
				this.loop, executor, () -> false, CallPolicy.once(), MessageObserver.none(),
				ServiceSettings.ofDefaults());
	}

	@Test
	void aCallThatIsWaitedForGivesNothingToTheExecutor() {
		services(this.users).export(Echo.class, (text) -> text);
		ServiceTargets<Echo> echo = services(this.closed).of(Echo.class);
		assertThat(echo.onNode(this.node.id()).proxy().echo("x")).isEqualTo("x");
		assertThat(echo.onAll().call((one) -> one.echo("x"))).containsEntry(this.node.id(),
				new CallResult.Value<>(this.node.id(), "x"));
		assertThat(this.rejected).hasValue(0);
	}

	@Test
	void whoCallsManyWaitsNoLongerThanItsOwnCaller() {
		ServiceMulticalls<Echo> echo = services(new SilentMessenger(), this.users).of(Echo.class)
			.within(Duration.ofHours(1))
			.onAll();
		long deadline = this.loop.clock().nanos() + Duration.ofMillis(200).toNanos();
		CompletableFuture<Map<NodeId, CallResult<String>>> call = CompletableFuture
			.supplyAsync(() -> CallDeadline.call(deadline, () -> echo.call((one) -> one.echo("x"))), this.users);
		assertThat(call).succeedsWithin(Duration.ofSeconds(20))
			.satisfies((results) -> assertThat(results.get(this.node.id())).isInstanceOf(CallResult.TimedOut.class));
	}

	@Test
	void eachStepThatIsLeftOverIsDoneWhoeverRejectsIt() {
		CallSeams seams = new CallSeams(this.network.connect(this.node.id()), new FakeMembership(this.node),
				KeyOwners.none(), new JavaCodec(), this.loop.clock(), this.closed, () -> false, CallPolicy.once(),
				MessageObserver.none());
		WaitingThread thread = new WaitingThread(seams, "a call");
		AtomicInteger done = new AtomicInteger();
		thread.execute(done::incrementAndGet);
		thread.execute(done::incrementAndGet);
		thread.await(CompletableFuture.completedFuture("known already"), Duration.ofSeconds(10));
		assertThat(done).hasValue(2);
		assertThat(this.rejected).hasValue(2);
	}

	/** Never says what became of a call, not even that its time is up. */
	private static final class SilentMessenger implements Messenger {

		@Override
		public NodeId self() {
			return new NodeId(1, 0);
		}

		@Override
		public Subscription handle(String address, Executor executor, MessageHandler handler) {
			return () -> {
			};
		}

		@Override
		public CompletionStage<Reply> call(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
			return new CompletableFuture<>();
		}

		@Override
		public boolean cast(NodeId to, Lane lane, String address, byte[] payload) {
			return true;
		}

	}

	interface Echo {

		String echo(String text);

	}

}
