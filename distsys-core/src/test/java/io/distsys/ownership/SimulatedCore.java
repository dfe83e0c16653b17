package io.distsys.ownership;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.ConsensusSettings;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.RaftReplicatedLog;
import io.distsys.messaging.EnvelopeMessenger;
import io.distsys.messaging.MessagingSettings;
import io.distsys.ownership.RecordingTenant.Tenure;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.SimulatedNetwork;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;

/**
 * The whole strong core of several processes in virtual time: messaging, consensus,
 * sessions, grants. Membership notices a cut or a lost machine five seconds late, a heal
 * two seconds late, and the death of a process at once, by its closed sockets, like
 * Hazelcast's.
 */
final class SimulatedCore {

	static final String KIND = "singleton";

	private static final Duration CLOSED_SOCKET = Duration.ofMillis(50);

	private static final Duration DETECTION = Duration.ofSeconds(5);

	private static final Duration REJOIN = Duration.ofSeconds(2);

	final VirtualTime time;

	final SimulatedNetwork network;

	final List<Tenure> history = new ArrayList<>();

	private final long seed;

	private final int expectedSize;

	private final Map<NodeId, Process> processes = new LinkedHashMap<>();

	private long nextNumber = 1;

	SimulatedCore(long seed, int expectedSize) {
		this.seed = seed;
		this.expectedSize = expectedSize;
		this.time = new VirtualTime(seed);
		this.network = new SimulatedNetwork(this.time);
		watchMembership();
	}

	Process start() {
		return start(1.0, true);
	}

	Process start(double clockRate, boolean offering) {
		Process process = new Process(this.nextNumber++, clockRate);
		this.processes.put(process.id(), process);
		process.begin(offering);
		return process;
	}

	List<Process> alive() {
		return this.processes.values().stream().filter((process) -> !process.loop.isCrashed()).toList();
	}

	Optional<Process> owner() {
		return this.history.stream()
			.filter((tenure) -> !tenure.isOver())
			.max(Comparator.comparingLong(Tenure::from))
			.map((tenure) -> this.processes.get(tenure.node()));
	}

	/** Nobody acts for the resource while another does, and tokens grow. */
	void checkHistory() {
		List<Tenure> sorted = this.history.stream().sorted(Comparator.comparingLong(Tenure::from)).toList();
		for (int i = 1; i < sorted.size(); i++) {
			Tenure before = sorted.get(i - 1);
			Tenure after = sorted.get(i);
			if (before.to() >= after.from() || before.token() >= after.token()) {
				throw new AssertionError("Seed " + this.seed + ": two holders or a token that does not grow:\n  "
						+ before + "\n  " + after + "\nHistory: " + sorted);
			}
		}
	}

	/** Each node adds whom it has heard of for a while, and drops whom it has not. */
	private void watchMembership() {
		Map<List<NodeId>, Long> since = new LinkedHashMap<>();
		Runnable[] watch = new Runnable[1];
		watch[0] = () -> {
			for (Process one : this.processes.values()) {
				for (Process other : this.processes.values()) {
					if (one != other && !one.loop.isCrashed()) {
						observe(since, one, other);
					}
				}
			}
			this.time.after(Duration.ofMillis(100).toNanos(), watch[0]);
		};
		watch[0].run();
	}

	private void observe(Map<List<NodeId>, Long> since, Process one, Process other) {
		boolean hears = !other.loop.isCrashed() && !other.paused && this.network.canHear(one.id(), other.id())
				&& this.network.canHear(other.id(), one.id());
		boolean sees = one.membership.view().contains(other.id());
		List<NodeId> pair = List.of(one.id(), other.id());
		if (hears == sees) {
			since.remove(pair);
			return;
		}
		long from = since.computeIfAbsent(pair, (key) -> this.time.nanos());
		boolean first = hears && !one.met.contains(other.id());
		Duration needed = first ? Duration.ZERO : (hears ? REJOIN : DETECTION);
		if (this.time.nanos() - from >= needed.toNanos()) {
			since.remove(pair);
			if (hears) {
				one.met.add(other.id());
				one.membership.join(other.node);
			}
			else {
				one.membership.lose(other.id());
			}
		}
	}

	/** One process. */
	final class Process {

		final VirtualLoop loop;

		final OwnershipTable table = new OwnershipTable();

		final OwnershipNode ownership;

		final RaftReplicatedLog log;

		private final Node node;

		private final SimulatedMembership membership;

		private final RecordingTenant tenant;

		private final List<NodeId> met = new ArrayList<>();

		private boolean paused;

		private Process(long number, double clockRate) {
			VirtualTime time = SimulatedCore.this.time;
			this.node = SimulatedMembership.node(number);
			this.loop = new VirtualLoop(time, clockRate);
			this.membership = new SimulatedMembership(this.node, this.loop);
			EnvelopeMessenger messenger = new EnvelopeMessenger(this.membership,
					SimulatedCore.this.network.connect(this.node.id(), this.loop), this.loop,
					MessagingSettings.ofDefaults());
			ConsensusSettings settings = ConsensusSettings.ofDefaults()
				.withExpectedSize(SimulatedCore.this.expectedSize);
			this.log = new RaftReplicatedLog(this.membership, messenger, this.loop, this.table, settings,
					new Random(SimulatedCore.this.seed * 31 + number),
					Clock.fixed(Instant.ofEpochMilli(1_000 + time.nanos() / 1_000_000), ZoneOffset.UTC));
			this.ownership = new OwnershipNode(this.node.id(), this.log, this.table, this.loop,
					LeaseSettings.ofDefaults());
			this.tenant = new RecordingTenant(time, this.loop, this.node.id(), SimulatedCore.this.history);
			this.ownership.install(this.tenant);
		}

		private void begin(boolean offering) {
			if (offering) {
				offer();
			}
			this.loop.execute(this.log::start);
			this.ownership.start();
		}

		void offer() {
			this.ownership.offer(new Offer(KIND, "ledger", 1));
		}

		boolean leads() {
			return this.log.status().role() == GroupStatus.Role.LEADER;
		}

		NodeId id() {
			return this.node.id();
		}

		void pause() {
			this.paused = true;
			this.loop.pause();
		}

		void resume() {
			this.paused = false;
			this.loop.resume();
		}

		/** Like the loss of the machine: nobody hears anything. */
		void crash() {
			this.tenant.crash();
			this.loop.crash();
		}

		/** Like kill -9: the machine closes the sockets. */
		void kill() {
			crash();
			SimulatedCore.this.time.after(CLOSED_SOCKET.toNanos(),
					() -> SimulatedCore.this.processes.values().forEach((other) -> other.membership.lose(id())));
		}

		/** End after having left the group. */
		void exit() {
			crash();
			SimulatedCore.this.processes.values().forEach((other) -> other.membership.leave(id()));
		}

		@Override
		public String toString() {
			return this.node.name() + " " + this.log.status() + " " + this.table.sessions();
		}

	}

}
