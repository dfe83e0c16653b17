package io.distsys.hazelcast;

import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.IExecutorService;
import com.sun.management.OperatingSystemMXBean;
import io.distsys.cluster.Node;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.ownership.ResourceKey;
import io.distsys.rpc.CallTarget;
import io.distsys.rpc.EncodedInvocation;
import io.distsys.rpc.Invocation;
import io.distsys.rpc.InvocationRunner;
import io.distsys.rpc.MethodTable;
import io.distsys.rpc.RemoteProxies;
import io.distsys.rpc.Router;

import static org.awaitility.Awaitility.await;

/**
 * Measures calls through a proxy beside tasks of Hazelcast's executor service, in turn,
 * between members in one JVM: calls of one that takes frames off where they are read, and
 * of one where a thread for operations does. Not a test: run its main method.
 */
final class CallMeasurement {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final int ROUNDS = 9;

	private static final String TEXT = "a text of 32 characters, no more";

	private final LocalCluster.Peer caller;

	private final LocalCluster.Peer callee;

	private final ExecutorService threads = Executors.newFixedThreadPool(16);

	private CallMeasurement(LocalCluster.Peer caller, LocalCluster.Peer callee) {
		this.caller = caller;
		this.callee = callee;
	}

	public static void main(String[] arguments) throws Exception {
		try (LocalCluster cluster = new LocalCluster()) {
			LocalCluster.Peer one = cluster.start("one");
			LocalCluster.Peer two = cluster.start("two");
			LocalCluster.Peer plain = cluster.startPlain("plain");
			one.announcer.announce(Node.State.UP);
			await().atMost(TIMEOUT).until(() -> two.sees(one, Node.State.UP) && plain.sees(one, Node.State.UP));
			CallMeasurement measurement = new CallMeasurement(one, two);
			CallMeasurement ofPlain = new CallMeasurement(one, plain);
			Map<String, Callable<String>> operations = Map.of("call", measurement.call(), "call by a thread more",
					ofPlain.call(), "task", measurement.task());
			// What comes first is disturbed by what came before: each does in its turn.
			List<String> order = new ArrayList<>(operations.keySet());
			for (int round = 0; round < ROUNDS; round++) {
				for (String what : order) {
					measure(what, 1, 3000, operations.get(what));
				}
				for (String what : order) {
					measure(what, 64, 300, operations.get(what));
				}
				Collections.rotate(order, 1);
			}
			measurement.threads.shutdown();
			ofPlain.threads.shutdown();
		}
	}

	private Callable<String> call() {
		this.callee.messenger.handle(Target.ADDRESS, this.threads, callee());
		Router router = (key, failed, deadline) -> CompletableFuture
			.completedFuture(new Router.Route(this.callee.id(), 1));
		Echo echo = new RemoteProxies(this.caller.messenger, new HazelcastCodec(this.caller.instance), this.caller.loop,
				this.threads, () -> false)
			.create(Echo.class, new Target(), router, TIMEOUT);
		return () -> echo.echo(TEXT);
	}

	private MessageHandler callee() {
		InvocationRunner runner = new InvocationRunner(new HazelcastCodec(this.callee.instance));
		MethodTable methods = MethodTable.of(Echo.class);
		Echo echo = (text) -> text;
		return (message, replier) -> {
			EncodedInvocation invocation = EncodedInvocation.fromBytes(message.payload());
			runner.run(methods, echo, invocation, () -> {
			}).thenAccept((reply) -> runner.answer(replier, invocation, reply));
		};
	}

	private Callable<String> task() {
		IExecutorService executor = this.caller.instance.getExecutorService("measurement");
		Member other = this.callee.instance.getCluster().getLocalMember();
		return () -> executor.submitToMember(new EchoTask(TEXT), other).get();
	}

	private static void measure(String what, int callers, int each, Callable<String> operation) throws Exception {
		long[][] nanos = new long[callers][each];
		ExecutorService threads = Executors.newFixedThreadPool(callers);
		long cpu = cpuNanos();
		long start = System.nanoTime();
		for (Future<?> done : Arrays.stream(nanos).map((own) -> threads.submit(() -> fill(own, operation))).toList()) {
			done.get();
		}
		long time = System.nanoTime() - start;
		cpu = cpuNanos() - cpu;
		threads.shutdown();
		long[] all = Arrays.stream(nanos).flatMapToLong(Arrays::stream).sorted().toArray();
		System.out.printf("%s, callers %d: p10 %d us, p50 %d us, p99 %d us, %,d a second, CPU %d us each%n", what,
				callers, all[all.length / 10] / 1000, all[all.length / 2] / 1000, all[all.length * 99 / 100] / 1000,
				all.length * 1_000_000_000L / time, cpu / 1000 / all.length);
	}

	private static Void fill(long[] nanos, Callable<String> operation) throws Exception {
		for (int i = 0; i < nanos.length; i++) {
			long start = System.nanoTime();
			if (!operation.call().equals(TEXT)) {
				throw new IllegalStateException("Another answer");
			}
			nanos[i] = System.nanoTime() - start;
		}
		return null;
	}

	private static long cpuNanos() {
		return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
	}

	interface Echo {

		String echo(String text);

	}

	private record EchoTask(String text) implements Callable<String>, Serializable {

		@Override
		public String call() {
			return this.text;
		}

	}

	private record Target() implements CallTarget {

		private static final String ADDRESS = "echo";

		@Override
		public String description() {
			return "measurement";
		}

		@Override
		public ResourceKey resource(Invocation invocation) {
			return ResourceKey.of("measurement", "echo");
		}

		@Override
		public Operation operation(Invocation invocation) {
			return new Operation(Kind.SINGLETON_CALL, "echo", invocation.method().getName());
		}

		@Override
		public String address() {
			return ADDRESS;
		}

	}

}
