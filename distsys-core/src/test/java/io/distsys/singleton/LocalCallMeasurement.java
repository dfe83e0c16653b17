package io.distsys.singleton;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FenceClosedException;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Grant;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.InvocationRunner;
import io.distsys.rpc.RemoteProxies;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import io.distsys.time.ThreadEventLoop;

/**
 * Measures what a call of a singleton costs on the node where it is active, beside the
 * call of the method itself and beside the parts that it cannot do without. Not a test:
 * run its main method, with the number of rounds as argument.
 */
final class LocalCallMeasurement {

	/** So few that the machine's other work falls into the minority of rounds. */
	private static final int CALLS = 1_000;

	private static final String NAME = "counter";

	private final Map<String, double[]> nanos = new TreeMap<>();

	private final CountingCounter counter = new CountingCounter();

	private long sum;

	public static void main(String[] arguments) {
		int rounds = (arguments.length > 0) ? Integer.parseInt(arguments[0]) : 20_000;
		try (ThreadEventLoop loop = new ThreadEventLoop("distsys-core-1", MonotonicClock.system())) {
			new LocalCallMeasurement().run(loop, rounds);
		}
	}

	private void run(ThreadEventLoop loop, int rounds) {
		Counter proxy = proxy(loop);
		Fence fence = new LeasedFence(loop.clock());
		AtomicReference<Object> place = new AtomicReference<>();
		for (int round = 0; round < rounds; round++) {
			time("method", rounds, round, () -> this.sum += this.counter.add(1));
			time("clock", rounds, round, () -> this.sum += loop.clock().nanos());
			time("fence", rounds, round, fence::check);
			time("two atomic operations", rounds, round, () -> {
				place.compareAndSet(null, this);
				place.compareAndSet(this, null);
			});
			time("call of the singleton", rounds, round, () -> this.sum += proxy.add(1));
		}
		double method = median("method");
		this.nanos.forEach((what, all) -> System.out.printf(
				"%s: fastest %.1f ns, median %.1f ns, %.1f ns more than the" + " method (medians)%n", what,
				Arrays.stream(all).min().orElse(0), median(what), median(what) - method));
		System.out.println("(" + this.sum % 10 + ")");
	}

	private double median(String what) {
		double[] all = this.nanos.get(what).clone();
		// The first half is warming up.
		double[] counted = Arrays.copyOfRange(all, all.length / 2, all.length);
		Arrays.sort(counted);
		return counted[counted.length / 2];
	}

	private void time(String what, int rounds, int round, Runnable operation) {
		long start = System.nanoTime();
		for (int i = 0; i < CALLS; i++) {
			operation.run();
		}
		this.nanos.computeIfAbsent(what, (ignored) -> new double[rounds])[round] = (double) (System.nanoTime() - start)
				/ CALLS;
	}

	private Counter proxy(ThreadEventLoop loop) {
		var messenger = new JvmNetwork(loop).connect(SimulatedMembership.node(1).id());
		SingletonDefinition definition = new SingletonDefinition(NAME, Set.of(Counter.class), this.counter,
				SingletonActivity.none());
		LocalSingleton singleton = new LocalSingleton(definition, loop, Runnable::run, SingletonSettings.ofDefaults(),
				new StateRelay(NAME, Guarantee.STRONG, null, null, null, loop.clock()), (event) -> {
				});
		JavaCodec codec = new JavaCodec();
		SingletonPlace place = new SingletonPlace(NAME);
		place.present(new SingletonPlace.Registration(singleton,
				new SingletonCalls(singleton, definition, new InvocationRunner(codec), loop.clock(), Runnable::run),
				() -> {
				}));
		singleton.activate(new Grant(ResourceKey.of(ClusterSingletons.KIND, NAME), new LeasedFence(loop.clock()), null))
			.toCompletableFuture()
			.join();
		return new RemoteProxies(messenger, codec, loop, Runnable::run, () -> false).create(Counter.class,
				new SingletonTarget(NAME, place), (key, failed, deadline) -> new CompletableFuture<>(),
				Duration.ofSeconds(1));
	}

	interface Counter {

		long add(long more);

	}

	static final class CountingCounter implements Counter {

		private long count;

		@Override
		public long add(long more) {
			this.count += more;
			return this.count;
		}

	}

	/** As that of a grant under a lease: two flags and the clock. */
	private static final class LeasedFence implements Fence {

		private final MonotonicClock clock;

		private volatile long validUntil;

		private volatile boolean closed;

		private LeasedFence(MonotonicClock clock) {
			this.clock = clock;
			this.validUntil = clock.nanos() + Duration.ofHours(1).toNanos();
		}

		@Override
		public FencingToken token() {
			return new FencingToken(1);
		}

		@Override
		public boolean isHeld() {
			return !this.closed && this.clock.nanos() - this.validUntil < 0;
		}

		@Override
		public void check() {
			if (!isHeld()) {
				throw new FenceClosedException("closed");
			}
		}

		@Override
		public Subscription onLost(Runnable callback) {
			return () -> {
			};
		}

	}

}
