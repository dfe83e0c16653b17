package io.distsys.ownership;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.distsys.cluster.CrashEvidence;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.ConsensusSettings;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.RaftReplicatedLog;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.consensus.StateMachine;
import io.distsys.messaging.EnvelopeMessenger;
import io.distsys.messaging.MessagingSettings;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Transport;
import io.distsys.ownership.RecordingTenant.Tenure;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.SimulatedMessenger;
import io.distsys.simulation.SimulatedNetwork;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import io.distsys.time.Subscription;

/**
 * The whole strong core of several processes in virtual time: messaging, consensus,
 * sessions, grants. Membership notices a cut, a hang or a death late, and a heal too,
 * like Hazelcast's.
 */
final class SimulatedCore {

	static final String KIND = "singleton";

	private static final Offer LEDGER = new Offer(KIND, "ledger", 1);

	private static final Duration CLOSED_SOCKET = Duration.ofMillis(50);

	private static final Duration LOOK = Duration.ofMillis(100);

	final VirtualTime time;

	final SimulatedNetwork network;

	final List<Tenure> history = new ArrayList<>();

	private final long seed;

	private final Setup setup;

	private final Instruments instruments;

	private final Map<NodeId, Process> processes = new HashMap<>();

	private final List<Process> all = new ArrayList<>();

	private List<Process> alive = List.of();

	SimulatedCore(long seed, int expectedSize) {
		this(seed, Setup.expecting(expectedSize), null);
	}

	/**
	 * @param instruments looks at everything; {@literal null} for recording tenants alone
	 */
	SimulatedCore(long seed, Setup setup, Instruments instruments) {
		this.seed = seed;
		this.setup = setup;
		this.time = new VirtualTime(seed);
		this.network = new SimulatedNetwork(this.time);
		this.instruments = (instruments != null) ? instruments : new Recording();
		watchMembership();
	}

	/**
	 * What may differ from run to run.
	 *
	 * @param bare whether messages are lost, repeated and reordered below consensus, too
	 * @param evidence whether the closed sockets of a killed process count as its death
	 * @param detection how long a node must be silent to be out of the view
	 * @param rejoin how long it must be heard again to be back
	 */
	record Setup(ConsensusSettings consensus, LeaseSettings lease, boolean bare, boolean evidence, Duration detection,
			Duration rejoin) {

		static Setup expecting(int expectedSize) {
			return new Setup(ConsensusSettings.ofDefaults().withExpectedSize(expectedSize), LeaseSettings.ofDefaults(),
					false, false, Duration.ofSeconds(5), Duration.ofSeconds(2));
		}

	}

	/** Stands between the parts of a process, to see what they do. */
	interface Instruments {

		StateMachine machine(Process process, OwnershipTable table);

		ReplicatedLog log(Process process, ReplicatedLog log);

		List<Tenant> tenants(Process process);

	}

	/** Looks at nothing but the tenant of one kind. */
	private final class Recording implements Instruments {

		@Override
		public StateMachine machine(Process process, OwnershipTable table) {
			return table;
		}

		@Override
		public ReplicatedLog log(Process process, ReplicatedLog log) {
			return log;
		}

		@Override
		public List<Tenant> tenants(Process process) {
			RecordingTenant tenant = new RecordingTenant(SimulatedCore.this.time, process.loop, process.id(),
					SimulatedCore.this.history);
			process.whenCrashed = tenant::crash;
			return List.of(tenant);
		}

	}

	Process start() {
		return start(1.0, true);
	}

	Process start(double clockRate, boolean offering) {
		return start(clockRate, offering ? List.of(LEDGER) : List.of());
	}

	Process start(double clockRate, List<Offer> offers) {
		Process process = new Process(this.all.size() + 1, clockRate);
		this.processes.put(process.id(), process);
		this.all.add(process);
		noticeLiving();
		process.begin(offers);
		return process;
	}

	/** The processes that run or hang, the oldest first. */
	List<Process> alive() {
		return this.alive;
	}

	Setup setup() {
		return this.setup;
	}

	private void noticeLiving() {
		this.alive = this.all.stream().filter((process) -> !process.loop.isCrashed()).toList();
	}

	Optional<Process> owner() {
		return this.history.stream()
			.filter((tenure) -> !tenure.isOver())
			.max(Comparator.comparingLong(Tenure::from))
			.map((tenure) -> this.processes.get(tenure.node()));
	}

	/** Nobody acts for the resource while another does, and tokens grow. */
	void checkHistory() {
		this.history.stream().map(Tenure::key).distinct().forEach(this::checkHistory);
	}

	private void checkHistory(ResourceKey key) {
		List<Tenure> sorted = tenures(key);
		for (int i = 1; i < sorted.size(); i++) {
			Tenure before = sorted.get(i - 1);
			Tenure after = sorted.get(i);
			if (before.to() >= after.from() || before.token() >= after.token()) {
				throw new AssertionError("Seed " + this.seed + ": two holders or a token that does not grow:\n  "
						+ before + "\n  " + after + "\nHistory: " + sorted);
			}
		}
	}

	/** Who acted for a resource, one after another. */
	List<Tenure> tenures(ResourceKey key) {
		return this.history.stream()
			.filter((tenure) -> tenure.key().equals(key))
			.sorted(Comparator.comparingLong(Tenure::from))
			.toList();
	}

	/** Each node adds whom it has heard of for a while, and drops whom it has not. */
	private void watchMembership() {
		for (Process one : this.alive) {
			for (Process other : this.all) {
				if (one != other) {
					one.observe(other);
				}
			}
		}
		this.time.after(LOOK.toNanos(), this::watchMembership);
	}

	/** One process. */
	final class Process {

		final int number;

		final VirtualLoop loop;

		final OwnershipTable table = new OwnershipTable();

		final OwnershipNode ownership;

		/** As its users see it. */
		final ReplicatedLog log;

		/** As it is. */
		final RaftReplicatedLog raft;

		final SimulatedMembership membership;

		/** Runs when the process is killed. */
		Runnable whenCrashed = () -> {
		};

		private final Node node;

		private final List<Consumer<NodeId>> crashes = new ArrayList<>();

		private final BitSet met = new BitSet();

		/**
		 * Since when another has been heard, or not heard, against what the view says.
		 */
		private final Map<Integer, Long> differsSince = new HashMap<>();

		private Process(int number, double clockRate) {
			VirtualTime time = SimulatedCore.this.time;
			Setup setup = SimulatedCore.this.setup;
			this.number = number;
			this.node = SimulatedMembership.node(number);
			this.loop = new VirtualLoop(time, clockRate);
			this.membership = new SimulatedMembership(this.node, this.loop);
			Transport port = SimulatedCore.this.network.connect(this.node.id(), this.loop);
			Messenger messenger = setup.bare() ? new SimulatedMessenger(this.membership, port, this.loop)
					: new EnvelopeMessenger(this.membership, port, this.loop, MessagingSettings.ofDefaults());
			Instruments instruments = SimulatedCore.this.instruments;
			this.raft = new RaftReplicatedLog(this.membership, messenger, this.loop,
					instruments.machine(this, this.table), setup.consensus(),
					new Random(SimulatedCore.this.seed * 31 + number), time.wallClock(Instant.ofEpochSecond(1)));
			this.log = instruments.log(this, this.raft);
			this.ownership = new OwnershipNode(this.node.id(), this.log, this.table, this.loop, Runnable::run,
					setup.lease(), setup.evidence() ? this::seeCrashes : CrashEvidence.none());
			instruments.tenants(this).forEach(this.ownership::install);
		}

		private void begin(List<Offer> offers) {
			offers.forEach(this.ownership::offer);
			this.loop.execute(this.log::start);
			this.ownership.start();
		}

		private void observe(Process other) {
			boolean sees = this.membership.view().contains(other.id());
			boolean gone = other.loop.isCrashed();
			if (gone && !sees) {
				return;
			}
			boolean hears = !gone && !other.loop.isPaused() && SimulatedCore.this.network.canHear(id(), other.id())
					&& SimulatedCore.this.network.canHear(other.id(), id());
			if (hears == sees) {
				this.differsSince.remove(other.number);
				return;
			}
			long now = SimulatedCore.this.time.nanos();
			long from = this.differsSince.computeIfAbsent(other.number, (key) -> now);
			if (now - from >= patience(other, hears).toNanos()) {
				this.differsSince.remove(other.number);
				if (hears) {
					this.met.set(other.number);
					this.membership.join(other.membership.self());
				}
				else {
					this.membership.lose(other.id());
				}
			}
		}

		private Duration patience(Process other, boolean hears) {
			if (hears) {
				return this.met.get(other.number) ? SimulatedCore.this.setup.rejoin() : Duration.ZERO;
			}
			return SimulatedCore.this.setup.detection();
		}

		void offer() {
			this.ownership.offer(LEDGER);
		}

		boolean leads() {
			return this.raft.status().role() == GroupStatus.Role.LEADER;
		}

		NodeId id() {
			return this.node.id();
		}

		void pause() {
			this.loop.pause();
		}

		void resume() {
			this.loop.resume();
		}

		/** Like the loss of the machine: nobody hears anything. */
		void crash() {
			this.whenCrashed.run();
			this.loop.crash();
			noticeLiving();
		}

		/** Like kill -9: the machine closes the sockets. */
		void kill() {
			crash();
			SimulatedCore.this.time.after(CLOSED_SOCKET.toNanos(),
					() -> hearers().forEach((other) -> other.seesDead(this)));
		}

		private void seesDead(Process other) {
			this.membership.lose(other.id());
			this.crashes.forEach((listener) -> listener.accept(other.id()));
		}

		private Subscription seeCrashes(Consumer<NodeId> listener) {
			this.crashes.add(listener);
			return () -> this.crashes.remove(listener);
		}

		private Stream<Process> hearers() {
			return SimulatedCore.this.alive.stream()
				.filter((other) -> SimulatedCore.this.network.canHear(other.id(), id()));
		}

		/** Say to all who hear it that this process leaves soon. */
		void announceDraining() {
			hearers().forEach((other) -> other.membership.drain(id()));
		}

		/** End after having left the group. */
		void exit() {
			crash();
			hearers().forEach((other) -> other.membership.leave(id()));
		}

		@Override
		public String toString() {
			return this.node.name() + (this.loop.isCrashed() ? " (dead)" : this.loop.isPaused() ? " (paused)" : "")
					+ " " + this.raft.status() + " " + this.table.sessions();
		}

	}

}
