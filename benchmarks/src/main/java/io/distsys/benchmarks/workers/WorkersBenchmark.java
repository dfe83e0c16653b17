package io.distsys.benchmarks.workers;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.distsys.benchmarks.Options;
import io.distsys.benchmarks.report.LatencyFigures;
import io.distsys.benchmarks.report.Results;
import io.distsys.ownership.Guarantee;

/**
 * Starts workers on three nodes with a heap of 1 GB, calls them, and kills nodes that
 * have some. The workers are remembered, each with a backup on another node, and have
 * eight bytes of their own.
 */
public final class WorkersBenchmark {

	private static final Duration WARM_UP = Duration.ofSeconds(2);

	/**
	 * Until compilers have done with both ends, that is with all three nodes, for each
	 * way to call.
	 */
	private static final Duration LONG_WARM_UP = Duration.ofSeconds(10);

	/** A start runs through more code than a call, on all three nodes as well. */
	private static final Duration WARM_UP_OF_STARTS = Duration.ofSeconds(20);

	/** The worker type of which most is measured. */
	private static final String STRONG = "meter";

	private static final String AVAILABLE = "available-meter";

	private static final int MANY = 64;

	private static final int CALLED = 3000;

	private static final int WARM_UP_STARTS = 20_000;

	/** So many are started one by one: enough for a rate. */
	private static final int ONE_BY_ONE = 2000;

	private final Options options;

	private final WorkersReport report;

	/**
	 * Create it.
	 * @param options what to do, and how often
	 * @param results where to keep the figures
	 */
	public WorkersBenchmark(Options options, Results results) {
		this.options = options;
		this.report = new WorkersReport(results, options.times());
	}

	/**
	 * Run it; what was measured is shown after each round.
	 * @throws IOException if the cluster cannot be made, or does not answer
	 */
	public void run() throws IOException {
		for (int round = 1; round <= this.options.times(); round++) {
			for (int size : this.options.sizes()) {
				try (Herd herd = new Herd("workers-" + size)) {
					start(herd, round, size);
				}
			}
			try (Herd herd = new Herd("workers")) {
				call(herd, round);
				for (int workers : this.options.kills()) {
					kill(herd, round, Guarantee.STRONG, workers);
					kill(herd, round, Guarantee.AVAILABLE, workers);
				}
			}
			this.report.show(round);
		}
	}

	private void start(Herd herd, int round, int size) throws IOException {
		int node = herd.follower();
		warmUp(herd, node, Math.min(size, WARM_UP_STARTS));
		int few = Math.min(size, ONE_BY_ONE);
		this.report.add(Started.of(round, few, Started.ONE, herd.ask(node, "start one " + few + " 1")));
		long before = herd.heap();
		Started some = Started.of(round, size, Started.SOME, herd.ask(node, "start some " + size + " 64"));
		this.report.add(some.withHeap(before, herd.heap()));
		this.report.add(Started.of(round, size, Started.ALL, herd.ask(node, "start-all " + STRONG + " all " + size)));
	}

	/** Workers of their own, until compilers have done. */
	private static void warmUp(Herd herd, int node, int workers) throws IOException {
		long since = System.nanoTime();
		for (int i = 0; System.nanoTime() - since < WARM_UP_OF_STARTS.toNanos(); i++) {
			herd.ask(node, "start warm" + i + " " + workers + " " + MANY);
		}
	}

	private void call(Herd herd, int round) throws IOException {
		int node = herd.follower();
		herd.ask(node, "start-all " + STRONG + " called " + CALLED);
		for (String place : List.of("here", "there")) {
			herd.awaitBalance();
			for (String way : List.of(Called.STAGES, Called.THREADS)) {
				call(herd, node, place, way, MANY, LONG_WARM_UP);
			}
			call(herd, round, node, place, Called.THREADS, 1);
			call(herd, round, node, place, Called.THREADS, MANY);
			call(herd, round, node, place, Called.STAGES, MANY);
		}
	}

	private void call(Herd herd, int round, int node, String place, String way, int callers) throws IOException {
		herd.awaitBalance();
		this.report.add(new Called(round, place, way, callers, call(herd, node, place, way, callers, WARM_UP)));
	}

	private LatencyFigures call(Herd herd, int node, String place, String way, int callers, Duration warmUp)
			throws IOException {
		String order = way.equals(Called.STAGES) ? "call-stages" : "call";
		return LatencyFigures.parse(herd.ask(node, order + " called " + CALLED + " " + place + " " + callers + " "
				+ warmUp.toMillis() + " " + this.options.seconds() * 1000L));
	}

	/** Alternately a node that leads and one that does not. */
	private void kill(Herd herd, int round, Guarantee guarantee, int workers) throws IOException {
		boolean led = round % 2 == 0;
		String word = ((guarantee == Guarantee.STRONG) ? STRONG : AVAILABLE) + " killed" + workers;
		int victim = led ? herd.leader() : herd.follower();
		int asker = herd.anyBut(victim);
		herd.ask(asker, "start-all " + word + " " + workers);
		long killed = herd.kill(victim);
		String answer = herd.ask(asker, "returned " + word + " " + workers);
		this.report.add(Returned.of(round, guarantee, workers, led, killed, answer));
		herd.revive();
	}

}
