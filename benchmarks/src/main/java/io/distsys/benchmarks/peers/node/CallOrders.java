package io.distsys.benchmarks.peers.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.distsys.benchmarks.load.Callers;
import io.distsys.benchmarks.load.Pipeline;
import io.distsys.benchmarks.report.LatencyFigures;

/**
 * Reads orders from the standard input, and answers each on the standard output by a line
 * that begins with {@value #ANSWER}, among whatever else is printed there. At the end of
 * the input the benchmark has gone, and this process ends too.
 */
public final class CallOrders {

	/** Begins each answer. */
	public static final String ANSWER = "answer:";

	/** The answer when there is nothing that could be called so. */
	public static final String NONE = "none";

	/** The order to start what is to be called. */
	public static final String PREPARE = "prepare";

	/** The answer to {@link #PREPARE} when everything is there. */
	public static final String PREPARED = "prepared";

	/** The order to tell of versions. */
	public static final String VERSION = "version";

	private final MeasuredNode node;

	private CallOrders(MeasuredNode node) {
		this.node = node;
	}

	/**
	 * Take orders, in the calling thread; does not return. The first answer says that the
	 * node is there.
	 * @param node does what is ordered
	 */
	public static void follow(MeasuredNode node) {
		CallOrders orders = new CallOrders(node);
		try {
			answer("ready");
			BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				answer(orders.follow(List.of(line.split(" "))));
			}
		}
		catch (IOException | InterruptedException ex) {
			// As good as the end.
		}
		finally {
			Runtime.getRuntime().halt(1);
		}
	}

	private static void answer(String text) {
		System.out.println(ANSWER + text);
		System.out.flush();
	}

	private String follow(List<String> words) throws InterruptedException {
		switch (words.get(0)) {
			case VERSION -> {
				return this.node.version();
			}
			case PREPARE -> {
				return this.node.missing().orElse(PREPARED);
			}
			case CallOrder.WORD -> {
				CallOrder order = CallOrder.parse(words);
				Optional<Callee> callee = this.node.find(order.target(), order.isHere());
				return callee.isPresent() ? measure(order, callee.get()).line() : NONE;
			}
			default -> throw new IllegalArgumentException("There is no order '" + words.get(0) + "'");
		}
	}

	private static LatencyFigures measure(CallOrder order, Callee callee) throws InterruptedException {
		return switch (order.way()) {
			case CallOrder.STAGES ->
				new Pipeline(() -> callee.callLater().thenAccept(CallOrders::require), order.callers())
					.run(order.warmUp(), order.time());
			case CallOrder.THREADS -> waiting(order, callee);
			default -> throw new IllegalArgumentException("Nobody waits by '" + order.way() + "'");
		};
	}

	private static LatencyFigures waiting(CallOrder order, Callee callee) throws InterruptedException {
		ExecutorService threads = Executors.newFixedThreadPool(order.callers());
		try {
			return Callers.run(() -> require(callee.call()), order.callers(), threads, order.warmUp(), order.time());
		}
		finally {
			threads.shutdown();
		}
	}

	private static void require(String answer) {
		if (!answer.equals(Callee.TEXT)) {
			throw new IllegalStateException("The answer was: " + answer);
		}
	}

}
