package io.distsys.hazelcast;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.distsys.cluster.Node;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Reply;

import static org.awaitility.Awaitility.await;

/**
 * Measures calls and casts between two members in one JVM, over the loopback address. Not
 * a test: run its main method.
 */
final class TransportMeasurement {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private TransportMeasurement() {
	}

	public static void main(String[] arguments) throws Exception {
		try (LocalCluster cluster = new LocalCluster()) {
			LocalCluster.Peer one = cluster.start("one");
			LocalCluster.Peer two = cluster.start("two");
			one.announcer.announce(Node.State.UP);
			await().atMost(TIMEOUT).until(() -> two.sees(one, Node.State.UP));
			ExecutorService handlers = Executors.newFixedThreadPool(1);
			two.messenger.handle("echo", handlers,
					(message, replier) -> replier.reply(new Reply.Answered(message.payload())));
			LongAdder casts = new LongAdder();
			two.messenger.handle("count", handlers, (message, replier) -> casts.increment());
			for (int round = 0; round < 4; round++) {
				sequential(one, two, Lane.CONTROL);
				sequential(one, two, Lane.BULK);
				concurrent(one, two);
				casts(one, two, casts);
			}
			handlers.shutdown();
		}
	}

	private static void sequential(LocalCluster.Peer one, LocalCluster.Peer two, Lane lane) throws Exception {
		long[] nanos = new long[5000];
		for (int i = 0; i < nanos.length; i++) {
			long start = System.nanoTime();
			one.messenger.call(two.id(), lane, "echo", new byte[100], TIMEOUT)
				.toCompletableFuture()
				.get(20, TimeUnit.SECONDS);
			nanos[i] = System.nanoTime() - start;
		}
		Arrays.sort(nanos);
		System.out.printf("%s call round trip: p50 %d us, p99 %d us%n", lane, nanos[nanos.length / 2] / 1000,
				nanos[nanos.length * 99 / 100] / 1000);
	}

	private static void concurrent(LocalCluster.Peer one, LocalCluster.Peer two) throws Exception {
		int count = 200_000;
		Semaphore inFlight = new Semaphore(256);
		AtomicInteger failed = new AtomicInteger();
		long start = System.nanoTime();
		for (int i = 0; i < count; i++) {
			inFlight.acquire();
			one.messenger.call(two.id(), Lane.BULK, "echo", new byte[100], TIMEOUT).thenAccept((reply) -> {
				if (!(reply instanceof Reply.Answered)) {
					failed.incrementAndGet();
				}
				inFlight.release();
			});
		}
		inFlight.acquire(256);
		report("calls, 256 in flight, " + failed + " failed", count, System.nanoTime() - start);
	}

	private static void casts(LocalCluster.Peer one, LocalCluster.Peer two, LongAdder casts) {
		int count = 500_000;
		casts.reset();
		long start = System.nanoTime();
		for (int i = 0; i < count; i++) {
			while (!one.messenger.cast(two.id(), Lane.BULK, "count", new byte[100])) {
				Thread.onSpinWait();
			}
		}
		await().atMost(TIMEOUT).until(() -> casts.sum() == count);
		report("casts of 100 bytes", count, System.nanoTime() - start);
	}

	private static void report(String what, int count, long nanos) {
		System.out.printf("%s: %,d a second%n", what, count * 1_000_000_000L / nanos);
	}

}
