package io.distsys.hazelcast;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.management.OperatingSystemMXBean;
import io.distsys.cluster.Node;
import io.distsys.consensus.ConsensusSettings;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.RaftReplicatedLog;
import io.distsys.ownership.LeaseSettings;
import io.distsys.ownership.OwnershipNode;
import io.distsys.ownership.OwnershipTable;
import io.distsys.registry.Registration;
import io.distsys.registry.RegistrationResult.Registered;
import io.distsys.registry.RegistryThreads;
import io.distsys.registry.StrongRegistry;

import static org.awaitility.Awaitility.await;

/**
 * Measures strong names between three members in one JVM: how many are registered, and
 * what a registration costs: time of processors, frames, and how often threads of a kind
 * wait, thus are woken. Not a test: run its main method, with a number of rounds and of
 * seconds.
 */
final class StrongNameMeasurement {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private static final Path THREADS_OF_THIS = Path.of("/proc/self/task");

	private static final int AT_A_TIME = 1_000;

	private final List<Member> members;

	private final ExecutorService callers = Executors
		.newCachedThreadPool((task) -> new Thread(task, "measured-caller"));

	private final AtomicInteger names = new AtomicInteger();

	private StrongNameMeasurement(List<LocalCluster.Peer> peers) {
		this.members = peers.stream().map(Member::new).toList();
	}

	public static void main(String[] arguments) throws Exception {
		int rounds = (arguments.length > 0) ? Integer.parseInt(arguments[0]) : 3;
		int seconds = (arguments.length > 1) ? Integer.parseInt(arguments[1]) : 2;
		try (LocalCluster cluster = new LocalCluster()) {
			List<LocalCluster.Peer> peers = List.of(cluster.start("one"), cluster.start("two"), cluster.start("three"));
			peers.forEach((peer) -> peer.announcer.announce(Node.State.UP));
			StrongNameMeasurement measurement = new StrongNameMeasurement(peers);
			measurement.awaitLeases();
			for (int round = 0; round <= rounds; round++) {
				for (int count : List.of(1, 64)) {
					measurement.measure(round, true, count, Duration.ofSeconds(seconds));
					measurement.measure(round, false, count, Duration.ofSeconds(seconds));
				}
			}
		}
		System.exit(0);
	}

	private void awaitLeases() {
		await().atMost(TIMEOUT)
			.until(() -> this.members.stream()
				.allMatch((member) -> member.strong.lease().isHeld() && member.log.status().voters().size() == 3));
	}

	/** The round with the number 0 only warms up. */
	private void measure(int round, boolean leads, int count, Duration time) throws Exception {
		Member from = this.members.stream().filter((member) -> member.leads() == leads).findFirst().orElseThrow();
		Queue<Registration> held = new ConcurrentLinkedQueue<>();
		Costs before = costs();
		long end = System.nanoTime() + time.toNanos();
		List<CompletableFuture<long[]>> calling = IntStream.range(0, count)
			.mapToObj((caller) -> CompletableFuture.supplyAsync(() -> call(from, held, end), this.callers))
			.toList();
		List<long[]> latencies = new ArrayList<>();
		for (CompletableFuture<long[]> caller : calling) {
			latencies.add(caller.get(1, TimeUnit.MINUTES));
		}
		Costs after = costs();
		long[] sorted = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
		if (round > 0) {
			System.out.printf("%s, %d callers: %,.0f a second, p50 %,d µs, p99 %,d µs; %s%n",
					leads ? "leader" : "follower", count, sorted.length / (time.toNanos() / 1e9),
					sorted[sorted.length / 2] / 1000, sorted[sorted.length * 99 / 100] / 1000,
					after.minus(before, sorted.length));
		}
		giveUp(held);
	}

	/** Many at a time, but no more than one node may ask for. */
	private static void giveUp(Queue<Registration> held) throws Exception {
		while (!held.isEmpty()) {
			List<CompletableFuture<Boolean>> ending = new ArrayList<>();
			while (!held.isEmpty() && ending.size() < AT_A_TIME) {
				ending.add(held.remove().unregisterAsync().toCompletableFuture());
			}
			for (CompletableFuture<Boolean> ended : ending) {
				ended.get(1, TimeUnit.MINUTES);
			}
		}
	}

	private long[] call(Member from, Queue<Registration> held, long end) {
		List<Long> nanos = new ArrayList<>();
		for (long begun = System.nanoTime(); begun - end < 0; begun = System.nanoTime()) {
			held.add(((Registered) from.registry.register("name/" + this.names.getAndIncrement(), Map.of("a", "b")))
				.registration());
			nanos.add(System.nanoTime() - begun);
		}
		return nanos.stream().mapToLong(Long::longValue).toArray();
	}

	private Costs costs() throws IOException {
		long cpu = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
		long frames = this.members.stream()
			.mapToLong((member) -> member.peer.messenger.statistics().framesSent())
			.sum();
		return new Costs(cpu, frames, waits());
	}

	/** How often the threads of a kind have waited. */
	private static Map<String, Long> waits() throws IOException {
		Map<String, Long> waits = new TreeMap<>();
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS_OF_THIS)) {
			for (Path thread : threads) {
				add(thread, waits);
			}
		}
		return waits;
	}

	private static void add(Path thread, Map<String, Long> waits) throws IOException {
		try {
			List<String> status = Files.readAllLines(thread.resolve("status"));
			String kind = status.get(0).substring("Name:".length()).trim();
			String shown = kind.startsWith("hz.") ? "hazelcast" : kind;
			status.stream()
				.filter((line) -> line.startsWith("voluntary_ctxt_switches:"))
				.forEach((line) -> waits.merge(shown, Long.parseLong(line.replaceAll("[^0-9]", "")), Long::sum));
		}
		catch (NoSuchFileException ex) {
			// It has just ended.
		}
	}

	private record Costs(long cpuNanos, long frames, Map<String, Long> waits) {

		private String minus(Costs before, int count) {
			String each = this.waits.entrySet()
				.stream()
				.map((entry) -> Map.entry(entry.getKey(),
						(entry.getValue() - before.waits.getOrDefault(entry.getKey(), 0L)) / (double) count))
				.filter((entry) -> entry.getValue() >= 0.05)
				.map((entry) -> String.format("%s %.2f", entry.getKey(), entry.getValue()))
				.collect(Collectors.joining(", "));
			return String.format("each %.0f µs of CPU, %.2f frames, waits: %s",
					(this.cpuNanos - before.cpuNanos) / 1e3 / count, (this.frames - before.frames) / (double) count,
					each);
		}

	}

	private static final class Member {

		private final LocalCluster.Peer peer;

		private final RaftReplicatedLog log;

		private final OwnershipNode strong;

		private final StrongRegistry registry;

		private Member(LocalCluster.Peer peer) {
			this.peer = peer;
			OwnershipTable table = new OwnershipTable();
			ConsensusSettings defaults = ConsensusSettings.ofDefaults();
			this.log = new RaftReplicatedLog(peer.membership, peer.messenger, peer.loop, table,
					new ConsensusSettings(3, defaults.maxVoters(), defaults.heartbeat(), defaults.electionTimeout(),
							defaults.crashedVoterRemoval(), defaults.leaseTime(), defaults.snapshotEvery()),
					new Random(), Clock.systemUTC());
			this.strong = new OwnershipNode(peer.id(), this.log, table, peer.loop, Runnable::run,
					LeaseSettings.ofDefaults());
			this.registry = new StrongRegistry(peer.id(), this.strong, peer.loop,
					new RegistryThreads(Runnable::run, Runnable::run), () -> false, Duration.ofSeconds(10));
			this.log.start();
			this.strong.start();
		}

		private boolean leads() {
			return this.log.status().role() == GroupStatus.Role.LEADER;
		}

	}

}
