package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.NoQuorumException;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.consensus.StateMachine;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import io.distsys.time.Subscription;

/**
 * A replicated log without consensus: one sequencer, to which a node has access or not.
 * It lets the lease be tested by itself, with a leader that the test chooses.
 */
final class SequencedLog {

	private static final GroupId GROUP = new GroupId(1, 0);

	private final VirtualTime time;

	private final List<byte[]> entries = new ArrayList<>();

	private final List<Port> ports = new ArrayList<>();

	SequencedLog(VirtualTime time) {
		this.time = time;
	}

	Port connect(NodeId node, VirtualLoop loop, StateMachine machine) {
		Port port = new Port(node, loop, machine);
		machine.reset(GROUP);
		this.ports.add(port);
		return port;
	}

	void lead(Port leader) {
		this.ports.forEach((port) -> port.lead(port == leader));
	}

	final class Port implements ReplicatedLog {

		private final NodeId node;

		private final VirtualLoop loop;

		private final StateMachine machine;

		private final List<LeadershipListener> listeners = new ArrayList<>();

		private final List<byte[]> results = new ArrayList<>();

		private boolean leading;

		private boolean cut;

		private boolean losesAnswers;

		private Port(NodeId node, VirtualLoop loop, StateMachine machine) {
			this.node = node;
			this.loop = loop;
			this.machine = machine;
		}

		void cut() {
			this.cut = true;
		}

		/** What is submitted is applied, and this node is not told. */
		void loseAnswers(boolean lose) {
			this.losesAnswers = lose;
		}

		void heal() {
			this.cut = false;
			catchUpSoon();
		}

		private void lead(boolean lead) {
			this.loop.execute(() -> {
				if (lead != this.leading) {
					this.leading = lead;
					this.listeners.forEach((listener) -> tell(listener));
				}
			});
		}

		private void tell(LeadershipListener listener) {
			if (this.leading) {
				listener.leading(1);
			}
			else {
				listener.following();
			}
		}

		private void catchUpSoon() {
			SequencedLog.this.time.after(1_000_000, () -> this.loop.execute(this::catchUp));
		}

		private void catchUp() {
			while (!this.cut && this.results.size() < SequencedLog.this.entries.size()) {
				int index = this.results.size();
				this.results.add(this.machine.apply(index + 1, SequencedLog.this.entries.get(index)));
			}
		}

		@Override
		public CompletionStage<Applied> submit(byte[] command, Duration timeout) {
			CompletableFuture<Applied> result = new CompletableFuture<>();
			SequencedLog.this.time.after(1_000_000, () -> {
				if (!this.cut) {
					SequencedLog.this.entries.add(command);
					int index = SequencedLog.this.entries.size();
					SequencedLog.this.ports.forEach(Port::catchUpSoon);
					complete(index, result);
				}
			});
			this.loop.schedule(timeout,
					() -> result.completeExceptionally(new NoQuorumException("no access to the sequencer")));
			return result;
		}

		private void complete(int index, CompletableFuture<Applied> result) {
			SequencedLog.this.time.after(2_000_000, () -> this.loop.execute(() -> {
				if (!this.losesAnswers && this.results.size() >= index) {
					result.complete(new Applied(index, this.results.get(index - 1)));
				}
			}));
		}

		@Override
		public void start() {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletionStage<Long> readBarrier(Duration timeout) {
			CompletableFuture<Long> result = new CompletableFuture<>();
			SequencedLog.this.time.after(2_000_000, () -> this.loop.execute(() -> {
				if (!this.cut) {
					catchUp();
					result.complete((long) this.results.size());
				}
			}));
			this.loop.schedule(timeout,
					() -> result.completeExceptionally(new NoQuorumException("no access to the sequencer")));
			return result;
		}

		@Override
		public GroupStatus status() {
			return new GroupStatus(GROUP, GroupStatus.Role.FOLLOWER, null, 1, List.of(this.node), List.of(),
					this.results.size(), "");
		}

		@Override
		public Subscription onLeadership(LeadershipListener listener) {
			this.listeners.add(listener);
			tell(listener);
			return () -> this.listeners.remove(listener);
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
