package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.NoQuorumException;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import io.distsys.time.ThreadEventLoop;

/**
 * Tables of several nodes in real time, over a log without consensus: for what blocks
 * threads. The last member that was started leads.
 */
public final class LocalCore implements AutoCloseable {

	private static final GroupId GROUP = new GroupId(1, 0);

	/** A machine that stands still for some seconds ends no lease. */
	private static final LeaseSettings LEASE = new LeaseSettings(Duration.ofSeconds(10), Duration.ofMillis(400), 0.01,
			Duration.ofMillis(50), Duration.ofMillis(300));

	private final List<byte[]> entries = new ArrayList<>();

	/** Read by the loops of those that have started while others are added. */
	private final List<Member> members = new CopyOnWriteArrayList<>();

	public Member start() {
		this.members.forEach((member) -> member.log.lead(false));
		Member member = new Member(new NodeId(0, this.members.size() + 1L));
		this.members.add(member);
		member.begin();
		return member;
	}

	private synchronized int append(byte[] command) {
		this.entries.add(command);
		return this.entries.size();
	}

	private synchronized byte[] entry(int index) {
		return (index <= this.entries.size()) ? this.entries.get(index - 1) : null;
	}

	private void allCatchUp() {
		this.members.forEach((member) -> member.loop.execute(member.log::catchUp));
	}

	@Override
	public void close() {
		this.members.forEach((member) -> member.loop.close());
	}

	/** One node. */
	public final class Member {

		private final NodeId id;

		private final ThreadEventLoop loop;

		private final OwnershipTable table = new OwnershipTable();

		private final Log log;

		private final OwnershipNode ownership;

		private Member(NodeId id) {
			this.id = id;
			this.loop = new ThreadEventLoop("distsys-core-" + id.low(), MonotonicClock.system());
			this.log = new Log(this);
			this.ownership = new OwnershipNode(id, this.log, this.table, this.loop, Runnable::run, LEASE);
		}

		private void begin() {
			this.loop.execute(() -> this.table.reset(GROUP));
			this.loop.execute(this.log::catchUp);
			this.ownership.start();
			this.log.lead(true);
		}

		public NodeId id() {
			return this.id;
		}

		public ThreadEventLoop loop() {
			return this.loop;
		}

		public Ownerships ownership() {
			return this.ownership;
		}

		/** Nothing comes from the log any more, and nothing goes there. */
		public void cut() {
			this.log.cut = true;
		}

		/** As after a cut that has lasted: the log says that it asks nobody any more. */
		public void loseMajority() {
			this.log.outage = true;
			cut();
		}

		public void heal() {
			this.log.outage = false;
			this.log.cut = false;
			this.loop.execute(this.log::catchUp);
		}

	}

	private final class Log implements ReplicatedLog {

		private final Member member;

		private final List<byte[]> results = new ArrayList<>();

		private LeadershipListener listener;

		private boolean leads;

		private volatile boolean cut;

		private volatile boolean outage;

		private Log(Member member) {
			this.member = member;
		}

		private void lead(boolean lead) {
			this.member.loop.execute(() -> {
				if (this.leads != lead) {
					this.leads = lead;
					tell();
				}
			});
		}

		private void tell() {
			if (this.leads) {
				this.listener.leading(1);
			}
			else {
				this.listener.following();
			}
		}

		private void catchUp() {
			byte[] next = entry(this.results.size() + 1);
			while (!this.cut && next != null) {
				this.results.add(this.member.table.apply(this.results.size() + 1, next));
				next = entry(this.results.size() + 1);
			}
		}

		@Override
		public Optional<String> outage() {
			return this.outage ? Optional.of("the majority was taken away by the test") : Optional.empty();
		}

		@Override
		public CompletionStage<Applied> submit(byte[] command, Duration timeout) {
			CompletableFuture<Applied> result = new CompletableFuture<>();
			this.member.loop.execute(() -> {
				if (this.cut) {
					this.member.loop.schedule(timeout,
							() -> result.completeExceptionally(new NoQuorumException("cut off by the test")));
					return;
				}
				int index = append(command);
				allCatchUp();
				this.member.loop.execute(() -> result.complete(new Applied(index, this.results.get(index - 1))));
			});
			return result;
		}

		@Override
		public CompletionStage<Long> readBarrier(Duration timeout) {
			CompletableFuture<Long> result = new CompletableFuture<>();
			this.member.loop.execute(() -> {
				catchUp();
				result.complete((long) this.results.size());
			});
			return result;
		}

		@Override
		public GroupStatus status() {
			return new GroupStatus(GROUP, GroupStatus.Role.FOLLOWER, null, 1, List.of(this.member.id), List.of(), 0,
					"");
		}

		@Override
		public Subscription onLeadership(LeadershipListener added) {
			this.listener = added;
			return () -> {
			};
		}

		@Override
		public void start() {
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
