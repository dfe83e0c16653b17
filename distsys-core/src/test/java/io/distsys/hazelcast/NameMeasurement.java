package io.distsys.hazelcast;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.distsys.cluster.Node;
import io.distsys.registry.AvailableRegistry;
import io.distsys.registry.ConflictRule;
import io.distsys.registry.RegisteredName;
import io.distsys.registry.Registration;
import io.distsys.registry.RegistrationResult.Registered;
import io.distsys.registry.RegistryThreads;
import io.distsys.time.HybridLogicalClock;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import io.distsys.tracker.Tracker;
import io.distsys.tracker.TrackerSettings;

import static org.awaitility.Awaitility.await;

/**
 * Measures available names between three members in one JVM: look-ups, registrations, and
 * how soon they are known on all. Not a test: run its main method.
 */
final class NameMeasurement {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private static final int NAMES = 100_000;

	private static final int LOOK_UPS = 5_000_000;

	private static final int SINGLE = 1000;

	private final List<AvailableRegistry> registries = new ArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<ThreadEventLoop> loops = new ArrayList<>();

	private NameMeasurement(List<LocalCluster.Peer> peers) {
		for (LocalCluster.Peer peer : peers) {
			ThreadEventLoop loop = new ThreadEventLoop("distsys-tracker-" + this.loops.size(), MonotonicClock.system());
			this.loops.add(loop);
			Tracker tracker = new Tracker("registry", peer.messenger, peer.membership, (node) -> true, loop,
					TrackerSettings.ofDefaults());
			this.registries.add(new AvailableRegistry(peer.id(), tracker,
					new HybridLogicalClock(Clock.systemUTC(), Duration.ofMinutes(1)), ConflictRule.lastWriter(),
					new RegistryThreads(this.threads, this.threads)));
		}
	}

	public static void main(String[] arguments) throws Exception {
		try (LocalCluster cluster = new LocalCluster()) {
			List<LocalCluster.Peer> peers = List.of(cluster.start("one"), cluster.start("two"), cluster.start("three"));
			peers.forEach((peer) -> peer.announcer.announce(Node.State.UP));
			await().atMost(TIMEOUT)
				.until(() -> peers.stream()
					.allMatch((peer) -> peers.stream()
						.allMatch((other) -> peer == other || peer.sees(other, Node.State.UP))));
			NameMeasurement measurement = new NameMeasurement(peers);
			for (int round = 1; round <= 3; round++) {
				System.out.println("round " + round);
				measurement.run();
			}
			measurement.close();
		}
		System.exit(0);
	}

	private void run() {
		long begin = System.nanoTime();
		long cpuBegin = cpuTime();
		List<Registration> registered = IntStream.range(0, NAMES).mapToObj((i) -> register("name/" + i)).toList();
		double seconds = (System.nanoTime() - begin) / 1e9;
		System.out.printf("registered, one caller: %.0f/s, %.1f µs of CPU each%n", NAMES / seconds,
				(cpuTime() - cpuBegin) / 1e3 / NAMES);
		awaitCount(NAMES);
		System.out.printf("known on all three after: %.0f ms%n", (System.nanoTime() - begin) / 1e6);
		lookUp("own", this.registries.get(0));
		lookUp("other", this.registries.get(1));
		registered.forEach(Registration::unregister);
		awaitCount(0);
		long[] visible = IntStream.range(0, SINGLE).mapToLong(this::visibleAfter).sorted().toArray();
		System.out.printf("one name known on all: p50 %d µs, p99 %d µs%n", visible[SINGLE / 2] / 1000,
				visible[SINGLE * 99 / 100] / 1000);
		awaitCount(0);
	}

	private Registration register(String name) {
		return ((Registered) this.registries.get(0).register(name, Map.of("node", "one"))).registration();
	}

	private void awaitCount(int count) {
		await().atMost(TIMEOUT)
			.pollInterval(Duration.ofMillis(10))
			.until(() -> this.registries.stream().allMatch((registry) -> registry.count("") == count));
	}

	private void lookUp(String which, AvailableRegistry registry) {
		String[] names = IntStream.range(0, 1024).mapToObj((i) -> "name/" + i).toArray(String[]::new);
		double[] nanos = new double[5];
		long seen = 0;
		for (int round = 0; round < nanos.length; round++) {
			long begin = cpuTime();
			for (int i = 0; i < LOOK_UPS; i++) {
				seen += registry.find(names[i & 1023]).map(RegisteredName::token).orElseThrow().value();
			}
			nanos[round] = (double) (cpuTime() - begin) / LOOK_UPS;
		}
		Arrays.sort(nanos);
		System.out.printf("look-up of a name, %s node: %.1f ns (checked %d)%n", which, nanos[2], seen & 1);
	}

	/** A look-up waits for nothing, so that other processes need not disturb. */
	private static long cpuTime() {
		return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
	}

	private long visibleAfter(int number) {
		String name = "single/" + number;
		long begin = System.nanoTime();
		Registration registration = register(name);
		while (this.registries.stream().anyMatch((registry) -> registry.find(name).isEmpty())) {
			Thread.onSpinWait();
		}
		long after = System.nanoTime() - begin;
		registration.unregister();
		return after;
	}

	private void close() {
		this.registries.forEach(AvailableRegistry::close);
		this.loops.forEach(ThreadEventLoop::close);
		this.threads.shutdownNow();
	}

}
