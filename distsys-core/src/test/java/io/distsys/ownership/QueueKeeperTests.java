package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.OutcomeUnknownException;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.ownership.Queues.Ticket;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import io.distsys.time.Subscription;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests whose commands are late, lost or answered by nobody: the test is the log. */
class QueueKeeperTests {

	private static final NodeId SELF = new NodeId(0, 1);

	private static final NodeId OTHER = new NodeId(0, 2);

	private static final ResourceKey LOCK = ResourceKey.of("lock", "x");

	private final VirtualTime time = new VirtualTime(1);

	private final VirtualLoop loop = new VirtualLoop(this.time);

	private final OwnershipTable table = new OwnershipTable();

	private final ManualLog log = new ManualLog();

	private final List<String> told = new ArrayList<>();

	private LeaseTerm term;

	private SessionId other;

	private GrantKeeper grants;

	private QueueKeeper queues;

	private long index;

	@BeforeEach
	void openSessions() {
		this.table.reset(new GroupId(1, 0));
		this.term = new LeaseTerm(opened(SELF), this.loop.clock(), Duration.ofHours(1).toNanos());
		this.other = opened(OTHER);
		this.grants = new GrantKeeper(this.log, this.table, this.loop, (key) -> Runnable::run, Duration.ofSeconds(2),
				() -> this.term);
		this.queues = new QueueKeeper(this.log, this.table, this.loop, Duration.ofSeconds(2), () -> this.term,
				this.grants);
		this.table.subscribe((change) -> {
			this.grants.changed(change);
			this.queues.changed(change);
		});
	}

	@Test
	void aRequestThatComesAfterItsCallerHasGivenUpIsWithdrawn() {
		apply(new Command.Enter(LOCK, new Waiter(this.other, 1), 9));
		Ticket ticket = enter();
		Submitted late = this.log.take();
		late.fail();
		ticket.leave();
		run();
		assertThat(ticket.gone().toCompletableFuture()).isCompleted();
		assertThat(this.log.submitted).as("nothing of it is in the table").isEmpty();
		this.table.apply(++this.index, late.command);
		run();
		assertThat(this.table.waiting(LOCK)).containsExactly(SELF);
		this.log.take().apply();
		assertThat(this.table.waiting(LOCK)).isEmpty();
		assertThat(this.told).isEmpty();
	}

	@Test
	void aGrantThatComesAfterItsCallerHasGivenUpIsReleasedAtOnce() {
		Ticket ticket = enter();
		Submitted slow = this.log.take();
		ticket.leave();
		run();
		assertThat(ticket.gone().toCompletableFuture()).isNotCompleted();
		slow.apply();
		assertThat(this.table.find(LOCK)).isPresent();
		this.log.take().apply();
		assertThat(this.table.find(LOCK)).isEmpty();
		assertThat(ticket.gone().toCompletableFuture()).isCompleted();
		assertThat(this.told).isEmpty();
	}

	@Test
	void aReleaseWhoseOutcomeIsUnknownIsRepeatedUntilItIsKnown() {
		Ticket ticket = enter();
		this.log.take().apply();
		assertThat(this.told).containsExactly("granted");
		ticket.leave();
		run();
		for (int i = 0; i < 3; i++) {
			this.log.take().fail();
			assertThat(ticket.gone().toCompletableFuture()).isNotCompleted();
			run();
		}
		this.log.take().apply();
		assertThat(ticket.gone().toCompletableFuture()).isCompleted();
		assertThat(this.table.find(LOCK)).isEmpty();
		run();
		assertThat(this.log.submitted).isEmpty();
	}

	@Test
	void whatIsLostWithTheLeaseIsNotGivenToOthersWhileItsFenceIsOpen() {
		Fence[] fence = new Fence[1];
		this.queues.enter(LOCK, 9, new Recording(fence));
		run();
		this.log.take().apply();
		this.grants.giveUp(this.term, "the lease ends");
		this.queues.giveUp("the lease ends");
		apply(new Command.Enter(LOCK, new Waiter(this.other, 1), 9));
		run();
		assertThat(fence[0].isHeld()).isTrue();
		assertThat(this.told).containsExactly("granted", "lost");
		assertThat(this.log.submitted).isEmpty();
		this.term.end();
		this.term = null;
		this.queues.ended();
		assertThat(this.queues.enter(LOCK, 9, new Recording(new Fence[1])).isKnown()).isFalse();
	}

	@Test
	void aRequestThatWaitedStandsInLineAgainWithTheNextSession() {
		apply(new Command.Enter(LOCK, new Waiter(this.other, 1), 9));
		Ticket ticket = enter();
		this.log.take().apply();
		assertThat(ticket.isKnown()).isTrue();
		apply(new Command.CloseSession(this.term.session()));
		this.term = null;
		this.queues.ended();
		assertThat(ticket.isKnown()).isFalse();
		this.term = new LeaseTerm(opened(SELF), this.loop.clock(), Duration.ofHours(1).toNanos());
		this.queues.lookAtAll();
		this.log.take().apply();
		apply(new Command.Leave(LOCK, new Waiter(this.other, 1)));
		assertThat(this.told).containsExactly("granted");
	}

	private Ticket enter() {
		Ticket ticket = this.queues.enter(LOCK, 9, new Recording(new Fence[1]));
		run();
		return ticket;
	}

	private void run() {
		this.time.runFor(Duration.ofMillis(200));
	}

	private SessionId opened(NodeId node) {
		return OwnershipTable
			.openedSession(node, apply(new Command.OpenSession(node, this.index + 1, Duration.ofSeconds(2), Set.of())))
			.orElseThrow();
	}

	private byte[] apply(Command command) {
		return this.table.apply(++this.index, CommandCodec.encode(command));
	}

	private final class Recording implements Queues.Entrant {

		private final Fence[] fence;

		private Recording(Fence[] fence) {
			this.fence = fence;
		}

		@Override
		public void granted(Ticket ticket, Fence granted) {
			this.fence[0] = granted;
			QueueKeeperTests.this.told.add("granted");
		}

		@Override
		public void lost(String reason) {
			QueueKeeperTests.this.told.add("lost");
		}

		@Override
		public void refused(Queues.Refusal refusal) {
			QueueKeeperTests.this.told.add("refused");
		}

	}

	/** A command of which the test says what becomes. */
	private final class Submitted {

		private final byte[] command;

		private final CompletableFuture<ReplicatedLog.Applied> result = new CompletableFuture<>();

		private Submitted(byte[] command) {
			this.command = command;
		}

		void apply() {
			long at = ++QueueKeeperTests.this.index;
			this.result.complete(new ReplicatedLog.Applied(at, QueueKeeperTests.this.table.apply(at, this.command)));
		}

		void fail() {
			this.result.completeExceptionally(new OutcomeUnknownException("said the test"));
		}

	}

	private final class ManualLog implements ReplicatedLog {

		private final List<Submitted> submitted = new ArrayList<>();

		Submitted take() {
			assertThat(this.submitted).hasSize(1);
			return this.submitted.remove(0);
		}

		@Override
		public CompletionStage<Applied> submit(byte[] command, Duration timeout) {
			Submitted added = new Submitted(command);
			this.submitted.add(added);
			return added.result;
		}

		@Override
		public void start() {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletionStage<Long> readBarrier(Duration timeout) {
			throw new UnsupportedOperationException();
		}

		@Override
		public GroupStatus status() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Subscription onLeadership(LeadershipListener listener) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletionStage<Void> leave(Duration timeout) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void stop() {
			throw new UnsupportedOperationException();
		}

	}

}
