package io.distsys.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.distsys.available.AvailableNode;
import io.distsys.available.AvailableSettings;
import io.distsys.cluster.CrashEvidence;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.ConsensusSettings;
import io.distsys.consensus.RaftReplicatedLog;
import io.distsys.fakes.JavaCodec;
import io.distsys.messaging.EnvelopeMessenger;
import io.distsys.messaging.MessagingSettings;
import io.distsys.messaging.MessageObserver;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.LeaseSettings;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipNode;
import io.distsys.ownership.OwnershipTable;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.SimulatedNetwork;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import io.distsys.tracker.Tracker;
import io.distsys.tracker.TrackerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Workers of several processes over the real core, in virtual time. Everything of a
 * process runs on its one loop, the workers too.
 */
final class SimulatedWorkers {

	private static final Duration DETECTION = Duration.ofSeconds(5);

	private static final Duration REJOIN = Duration.ofSeconds(2);

	private static final Duration CLOSED_SOCKET = Duration.ofMillis(50);

	private static final Duration LOOK = Duration.ofMillis(100);

	final VirtualTime time;

	final SimulatedNetwork network;

	final List<Process> all = new ArrayList<>();

	private final long seed;

	private final int expectedSize;

	private final UnaryOperator<WorkerTypeDefinition> sentries;

	private final boolean groups;

	private final BiConsumer<Process, WorkerNode> more;

	/** Of all processes, also of those that come later. */
	WorkerStore store;

	SimulatedWorkers(long seed) {
		this(seed, 3);
	}

	SimulatedWorkers(long seed, int expectedSize) {
		this(seed, expectedSize, (definition) -> definition);
	}

	/**
	 * @param sentries how the definition of the sentries differs
	 */
	SimulatedWorkers(long seed, int expectedSize, UnaryOperator<WorkerTypeDefinition> sentries) {
		this(seed, expectedSize, sentries, false);
	}

	/**
	 * @param groups whether workers may join groups
	 */
	SimulatedWorkers(long seed, int expectedSize, UnaryOperator<WorkerTypeDefinition> sentries, boolean groups) {
		this(seed, expectedSize, sentries, groups, (workers) -> {
		});
	}

	/**
	 * @param more defines more types; with four slots each
	 */
	SimulatedWorkers(long seed, int expectedSize, UnaryOperator<WorkerTypeDefinition> sentries, boolean groups,
			Consumer<WorkerNode> more) {
		this(seed, expectedSize, sentries, groups, (process, workers) -> more.accept(workers));
	}

	/**
	 * @param more defines more types of a process; with four slots each
	 */
	SimulatedWorkers(long seed, int expectedSize, UnaryOperator<WorkerTypeDefinition> sentries, boolean groups,
			BiConsumer<Process, WorkerNode> more) {
		this.more = more;
		this.groups = groups;
		this.sentries = sentries;
		this.seed = seed;
		this.expectedSize = expectedSize;
		this.time = new VirtualTime(seed);
		this.network = new SimulatedNetwork(this.time);
		watch();
	}

	Process start() {
		Process process = new Process(this.all.size() + 1);
		this.all.add(process);
		alive().forEach((one) -> this.all.stream().filter((other) -> other != one).forEach(one::observe));
		process.begin();
		return process;
	}

	List<Process> alive() {
		return this.all.stream().filter((process) -> !process.loop.isCrashed()).toList();
	}

	/** The process that owns a slot by the table of one that runs. */
	Process owner(String key) {
		return alive().stream()
			.filter((process) -> !process.loop.isPaused())
			.flatMap((process) -> process.workers.of(Purse.class).whereIs(key).stream())
			.flatMap((node) -> this.all.stream().filter((process) -> process.id().equals(node)))
			.findFirst()
			.orElseThrow();
	}

	void awaitOwned() {
		for (int i = 0; i < 600 && !isOwned(); i++) {
			this.time.runFor(LOOK);
		}
		assertThat(isOwned()).as("all slots are owned, seed %s", this.seed).isTrue();
	}

	/** As some of the processes see it. */
	void awaitOwnedBy(List<Process> some) {
		List<NodeId> running = some.stream().map(Process::id).toList();
		this.time.runUntil("slots are owned by " + some, Duration.ofSeconds(60),
				() -> some.stream().allMatch((process) -> owns(process, running)));
	}

	private boolean isOwned() {
		List<NodeId> running = alive().stream().map(Process::id).toList();
		return alive().stream().allMatch((process) -> owns(process, running));
	}

	private static boolean owns(Process process, List<NodeId> running) {
		return process.table.ofKind(WorkerNode.KIND)
			.filter((row) -> row.state() == Ownership.State.ACTIVE && running.contains(row.node()))
			.count() == 4L * process.workers.statistics()
				.stream()
				.filter((type) -> type.guarantee() == Guarantee.STRONG)
				.map((type) -> WorkerNode.slotNameOf(type.type()))
				.distinct()
				.count();
	}

	/** Call, and let time pass until the answer is there. */
	<T> T await(CompletionStage<T> call) {
		CompletableFuture<T> future = call.toCompletableFuture();
		this.time.runUntil("an answer", Duration.ofSeconds(30), future::isDone);
		return future.join();
	}

	/** Every state has an owner that knows it and a backup. */
	void settle() {
		awaitOwned();
		this.time.runFor(Duration.ofSeconds(8));
		awaitOwned();
	}

	/** A process is killed, and another one started some time later. */
	void replace(Process killed, Duration time) {
		killed.kill();
		this.time.runFor(time);
		start();
	}

	/** Some processes stand still for some time. */
	void pause(List<Process> paused, Duration time) {
		paused.forEach((process) -> process.loop.pause());
		this.time.runFor(time);
		paused.forEach((process) -> process.loop.resume());
	}

	/** A process is cut off from all others for some time. */
	void isolate(Process process, Duration time) {
		this.network.isolate(process.id());
		this.time.runFor(time);
		this.network.heal();
	}

	/**
	 * Have something go wrong with one process, or with all of them.
	 * @param other what may happen besides a kill, a pause and a cut
	 */
	void fault(Random random, BiConsumer<Process, Duration> other) {
		List<Process> alive = alive();
		Process one = alive.get(random.nextInt(alive.size()));
		Duration time = Duration.ofMillis(300 + random.nextInt(7_000));
		switch (random.nextInt(6)) {
			case 0, 1 -> replace(one, time);
			case 2 -> pause(List.of(one), time);
			case 3 -> pause(alive, time);
			case 4 -> isolate(one, time);
			default -> other.accept(one, time);
		}
	}

	private void watch() {
		for (Process one : alive()) {
			this.all.stream().filter((other) -> other != one).forEach(one::observe);
		}
		this.time.after(LOOK.toNanos(), this::watch);
	}

	/** One process. */
	final class Process {

		final int number;

		final VirtualLoop loop;

		final OwnershipTable table = new OwnershipTable();

		final OwnershipNode ownership;

		final AvailableNode available;

		final WorkerNode workers;

		final List<WorkerEvent> events = new ArrayList<>();

		private final RaftReplicatedLog log;

		private final SimulatedMembership membership;

		private final Map<Integer, Long> differsSince = new HashMap<>();

		private final Set<Integer> met = new HashSet<>();

		private final Node node;

		private Process(int number) {
			VirtualTime time = SimulatedWorkers.this.time;
			this.number = number;
			this.node = SimulatedMembership.node(number);
			this.loop = new VirtualLoop(time);
			this.membership = new SimulatedMembership(this.node, this.loop);
			EnvelopeMessenger messenger = new EnvelopeMessenger(this.membership,
					SimulatedWorkers.this.network.connect(this.node.id(), this.loop), this.loop,
					MessagingSettings.ofDefaults());
			Random random = new Random(SimulatedWorkers.this.seed * 31 + number);
			this.log = new RaftReplicatedLog(this.membership, messenger, this.loop, this.table,
					ConsensusSettings.ofDefaults().withExpectedSize(SimulatedWorkers.this.expectedSize), random,
					time.wallClock(Instant.ofEpochSecond(1)));
			this.ownership = new OwnershipNode(this.node.id(), this.log, this.table, this.loop, Runnable::run,
					LeaseSettings.ofDefaults(), CrashEvidence.none());
			this.available = new AvailableNode(this.membership, messenger, this.loop, Runnable::run,
					time.wallClock(Instant.ofEpochSecond(1)), CrashEvidence.none(), AvailableSettings.ofDefaults());
			Tracker groups = SimulatedWorkers.this.groups ? new Tracker("worker-groups", messenger, this.membership,
					(node) -> true, this.loop, TrackerSettings.ofDefaults()) : null;
			this.workers = new WorkerNode(
					new WorkerNode.Seams(this.membership, messenger, new JavaCodec(), this.ownership, this.loop,
							this.loop, random, MessageObserver.none(), this.available),
					WorkerSettings.ofDefaults(), this.events::add, groups, SimulatedWorkers.this.store);
			this.workers.define(WorkerTypeDefinition.of(PurseWorker.class, (context) -> new PurseWorker()));
			this.workers.define(SimulatedWorkers.this.sentries
				.apply(WorkerTypeDefinition.of(SentryWorker.class, SentryWorker::new)));
			SimulatedWorkers.this.more.accept(this, this.workers);
		}

		private void begin() {
			this.workers.start();
			this.loop.execute(this.log::start);
			this.ownership.start();
			if (this.workers.statistics().stream().anyMatch((type) -> type.guarantee() == Guarantee.AVAILABLE)) {
				this.available.start();
			}
		}

		private void observe(Process other) {
			boolean sees = this.membership.view().contains(other.id());
			boolean gone = other.loop.isCrashed();
			SimulatedNetwork network = SimulatedWorkers.this.network;
			boolean hears = !gone && !other.loop.isPaused() && network.canHear(id(), other.id())
					&& network.canHear(other.id(), id());
			if (hears == sees) {
				this.differsSince.remove(other.number);
				return;
			}
			long now = SimulatedWorkers.this.time.nanos();
			long from = this.differsSince.computeIfAbsent(other.number, (key) -> now);
			Duration patience = !hears ? DETECTION : this.met.contains(other.number) ? REJOIN : Duration.ZERO;
			if (now - from >= patience.toNanos()) {
				this.differsSince.remove(other.number);
				if (hears) {
					this.met.add(other.number);
					this.membership.join(other.membership.self());
				}
				else {
					this.membership.lose(other.id());
				}
			}
		}

		NodeId id() {
			return this.node.id();
		}

		WorkerSupervisor sentries() {
			return this.workers.supervisor(Sentry.class);
		}

		Sentry sentry(String key) {
			return this.workers.of(Sentry.class).get(key);
		}

		Purse purse(String key) {
			return this.workers.of(Purse.class).get(key);
		}

		WorkerStatistics statistics() {
			return this.workers.statistics().get(0);
		}

		/** Like kill -9. */
		void kill() {
			this.loop.crash();
			SimulatedWorkers.this.time.after(CLOSED_SOCKET.toNanos(),
					() -> alive().stream()
						.filter((other) -> SimulatedWorkers.this.network.canHear(other.id(), id()))
						.forEach((other) -> other.membership.lose(id())));
		}

		/** All its connections are closed at once, as by a firewall that answers. */
		void losesAll() {
			SimulatedWorkers.this.all.stream()
				.filter((other) -> other != this)
				.forEach((other) -> this.membership.lose(other.id()));
		}

		void drain() {
			this.loop.execute(() -> this.ownership.drain(Duration.ofSeconds(20)));
			this.available.drain(Duration.ofSeconds(20));
		}

		@Override
		public String toString() {
			return this.node.name() + (this.loop.isCrashed() ? " (dead)" : this.loop.isPaused() ? " (paused)" : "");
		}

	}

}
