package io.distsys.benchmarks.names;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.distsys.benchmarks.Options;
import io.distsys.benchmarks.cluster.OrderedCluster;
import io.distsys.benchmarks.names.node.Carrier;
import io.distsys.benchmarks.names.node.NamesNode;
import io.distsys.benchmarks.report.LatencyFigures;
import io.distsys.benchmarks.report.Results;
import org.HdrHistogram.Histogram;

/**
 * Both registries of the library, and what one would use of Hazelcast in their place, in
 * turn between the same three processes: how fast fresh names are registered, how soon
 * the other nodes know them, and what a look-up costs.
 */
public final class NamesBenchmark {

	private static final List<Integer> CALLERS = List.of(1, 64);

	/** Those that wait for another node. */
	private static final Set<Carrier> WAITING = EnumSet.of(Carrier.STRONG, Carrier.MAP, Carrier.REPLICATED_MAP);

	/** Those that tell of names which are new. */
	private static final Set<Carrier> TELLING = EnumSet.complementOf(EnumSet.of(Carrier.NEAR_CACHE, Carrier.PROCESS));

	/** So many a second while others look on. */
	private static final int RATE = 200;

	/** So many at once, for each second that a measurement is to take. */
	private static final int FLOOD = 50_000;

	/** A replicated map takes far fewer, and would take the whole time. */
	private static final int SLOW_FLOOD = 2_000;

	private static final int BATCH = 1_000;

	private static final Duration WARM_UP = Duration.ofMillis(500);

	/**
	 * Until compilers have done with what runs on all three nodes, in the first round.
	 */
	private static final Duration LONG_WARM_UP = Duration.ofSeconds(8);

	/** What is missing after so many milliseconds does not come any more. */
	private static final int PATIENCE = 20_000;

	private final Options options;

	private final NamesReport report;

	/**
	 * Create it.
	 * @param options what to do, and how often
	 * @param results where to keep the figures
	 */
	public NamesBenchmark(Options options, Results results) {
		this.options = options;
		this.report = new NamesReport(results);
	}

	/**
	 * Run it: a round that only warms up, then those that count. What was measured is
	 * kept round by round.
	 * @throws IOException if the cluster cannot be made, or does not answer
	 */
	public void run() throws IOException {
		try (OrderedCluster cluster = new OrderedCluster(this.options.program(), NamesNode.class)) {
			for (int round = 0; round <= this.options.times(); round++) {
				for (Carrier carrier : TELLING) {
					this.report.add(see(cluster, round, carrier));
				}
				register(cluster, round);
				spread(cluster, round);
				lookUp(cluster, round);
				if (round > 0) {
					this.report.show(round);
				}
			}
		}
	}

	/** What is still held by a node that was asked for would be in the way. */
	private static void giveUp(OrderedCluster cluster, int node, Carrier carrier) throws IOException {
		cluster.ask(node, "give-up " + carrier);
	}

	private Seen see(OrderedCluster cluster, int round, Carrier carrier) throws IOException {
		int node = cluster.follower();
		int count = RATE * this.options.seconds();
		String word = "seen" + round;
		for (int other : cluster.allBut(node)) {
			cluster.ask(other, "listen " + carrier + " " + word + " " + count);
		}
		long[] acknowledged = times(cluster.ask(node, "pace " + carrier + " " + word + " " + count + " " + RATE));
		long[] seen = new long[count];
		int missing = 0;
		for (int other : cluster.allBut(node)) {
			long[] there = times(cluster.ask(other, "seen " + carrier + " " + count + " " + PATIENCE));
			missing += (int) Arrays.stream(there).filter((time) -> time == 0).count();
			Arrays.setAll(seen, (i) -> Math.max(seen[i], there[i]));
		}
		giveUp(cluster, node, carrier);
		Histogram nanos = new Histogram(3);
		for (int i = 0; i < count; i++) {
			nanos.recordValue(Math.max(0, seen[i] - acknowledged[i]));
		}
		return new Seen(round, carrier, LatencyFigures.of(nanos, Duration.ofSeconds(this.options.seconds()), missing));
	}

	private static long[] times(String answer) {
		return Arrays.stream(answer.split(",")).mapToLong(Long::parseLong).toArray();
	}

	private void register(OrderedCluster cluster, int round) throws IOException {
		for (int callers : CALLERS) {
			for (Carrier carrier : WAITING) {
				register(cluster, round, carrier, cluster.follower(), callers);
			}
			register(cluster, round, Carrier.STRONG, cluster.leader(), callers);
		}
	}

	private void register(OrderedCluster cluster, int round, Carrier carrier, int node, int callers)
			throws IOException {
		boolean led = node == cluster.leader();
		String word = "registered" + round + "-" + callers + "-" + led;
		Duration warmUp = (round == 0) ? LONG_WARM_UP : WARM_UP;
		LatencyFigures figures = LatencyFigures.parse(cluster.ask(node, "register " + carrier + " " + word + " "
				+ callers + " " + warmUp.toMillis() + " " + this.options.seconds() * 1000L));
		giveUp(cluster, node, carrier);
		this.report.add(new Registered(round, carrier, led, callers, figures));
	}

	private void spread(OrderedCluster cluster, int round) throws IOException {
		for (int callers : CALLERS) {
			spread(cluster, round, Carrier.AVAILABLE, callers, FLOOD * this.options.seconds());
			spread(cluster, round, Carrier.REPLICATED_MAP, callers, SLOW_FLOOD * this.options.seconds());
		}
	}

	private void spread(OrderedCluster cluster, int round, Carrier carrier, int callers, int count) throws IOException {
		int node = cluster.follower();
		String word = "spread" + round + "-" + callers;
		long[] registered = times(cluster.ask(node, "some " + carrier + " " + word + " " + callers + " " + count));
		long last = registered[1];
		int missing = 0;
		for (int other : cluster.allBut(node)) {
			long[] known = times(cluster.ask(other, "known " + carrier + " " + word + " " + count + " " + PATIENCE));
			missing += count - (int) known[0];
			last = Math.max(last, known[1]);
		}
		giveUp(cluster, node, carrier);
		this.report.add(new Spread(round, carrier, callers, count, (registered[1] - registered[0]) / 1e9,
				(last - registered[0]) / 1e9, missing));
	}

	private void lookUp(OrderedCluster cluster, int round) throws IOException {
		for (Carrier carrier : Carrier.values()) {
			for (int size : this.options.sizes()) {
				if (carrier.isWholeEverywhere() || size == this.options.sizes().get(0)) {
					lookUp(cluster, round, carrier, size);
				}
			}
		}
	}

	private void lookUp(OrderedCluster cluster, int round, Carrier carrier, int names) throws IOException {
		int node = cluster.follower();
		int other = cluster.anyBut(node);
		String word = "looked-up" + round;
		String some = "some " + carrier + " " + word + " 64 " + names;
		cluster.ask(node, some);
		cluster.ask(other,
				carrier.isOfTheCluster() ? "known " + carrier + " " + word + " " + names + " " + PATIENCE : some);
		int batch = (carrier == Carrier.MAP) ? 1 : BATCH;
		for (int asked : List.of(node, other)) {
			LatencyFigures figures = LatencyFigures
				.parse(cluster.ask(asked, "look-up " + carrier + " " + word + " " + names + " " + batch + " "
						+ WARM_UP.toMillis() + " " + Math.min(1, this.options.seconds()) * 1000L));
			this.report.add(new LookedUp(round, carrier, asked == node, names, batch, figures));
		}
		giveUp(cluster, node, carrier);
		if (!carrier.isOfTheCluster()) {
			giveUp(cluster, other, carrier);
		}
	}

}
