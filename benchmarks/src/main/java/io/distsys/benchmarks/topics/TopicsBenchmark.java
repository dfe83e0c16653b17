package io.distsys.benchmarks.topics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.distsys.benchmarks.Options;
import io.distsys.benchmarks.cluster.OrderedCluster;
import io.distsys.benchmarks.report.LatencyFigures;
import io.distsys.benchmarks.report.MarkdownTable;
import io.distsys.benchmarks.report.Results;
import io.distsys.benchmarks.report.Samples;
import io.distsys.benchmarks.topics.node.TopicsNode;

/**
 * A topic of the library and one of Hazelcast's in turn, between the same three
 * processes: how soon a flood of small messages has come to all of them, and how long one
 * is on its way to another node at a steady rate.
 */
public final class TopicsBenchmark {

	private static final List<String> CARRIERS = List.of("topic", "itopic");

	/** So many in a flood, for each second that a measurement is to take. */
	private static final int FLOOD = 300_000;

	private static final int RATE = 1000;

	private static final int WARM_UP_SECONDS = 2;

	/** What is missing after so many milliseconds does not come any more. */
	private static final int PATIENCE = 20_000;

	private static final String PEERS = "Until all three nodes have all: Phoenix.PubSub 2.2 (OTP 25) 68,000 to 110,000"
			+ " a second, Pekko 1.7 80,000 with losses, Hazelcast's topic 25,000 to 175,000. One way at 1,000 a second,"
			+ " p50 / p99: Phoenix 78 / 2,559 µs, Pekko 313 / 4,344 µs, Hazelcast 64 / 726 µs. The peers were measured"
			+ " by programs of their own on another day, on a machine like this one.";

	private final Options options;

	private final Results results;

	private final List<Flooded> floods = new ArrayList<>();

	private final List<Paced> paces = new ArrayList<>();

	/**
	 * Create it.
	 * @param options what to do, and how often
	 * @param results where to keep the figures
	 */
	public TopicsBenchmark(Options options, Results results) {
		this.options = options;
		this.results = results;
	}

	/**
	 * Run it: each round in processes of its own, in which everything is done once before
	 * it is measured. Hazelcast sends a message to its listeners in an order that it
	 * draws when they start, and with few processors that moves its figures by a fifth.
	 * Now the one carrier is the first, and now the other: what follows upon a flood is
	 * not at its best. What was measured is kept round by round.
	 * @throws IOException if a cluster cannot be made, or does not answer
	 */
	public void run() throws IOException {
		for (int round = 1; round <= this.options.times(); round++) {
			try (OrderedCluster cluster = new OrderedCluster(this.options.program(), TopicsNode.class)) {
				floods(cluster, 0);
				paces(cluster, 0);
				this.floods.addAll(floods(cluster, round));
				this.paces.addAll(paces(cluster, round));
			}
			report(round);
		}
	}

	private List<Flooded> floods(OrderedCluster cluster, int round) throws IOException {
		List<Flooded> measured = new ArrayList<>();
		for (String carrier : inTurn(round)) {
			Flooded flooded = flood(cluster, round, carrier);
			System.err.println(flooded.line());
			measured.add(flooded);
		}
		return measured;
	}

	private List<Paced> paces(OrderedCluster cluster, int round) throws IOException {
		List<Paced> measured = new ArrayList<>();
		for (String carrier : inTurn(round)) {
			pace(cluster, round, carrier, WARM_UP_SECONDS);
			List<Paced> paced = pace(cluster, round, carrier, this.options.seconds());
			paced.forEach((each) -> System.err.println(each.line()));
			measured.addAll(paced);
		}
		return measured;
	}

	private static List<String> inTurn(int round) {
		return (round % 2 == 0) ? CARRIERS : List.of(CARRIERS.get(1), CARRIERS.get(0));
	}

	private Flooded flood(OrderedCluster cluster, int round, String carrier) throws IOException {
		int count = FLOOD * this.options.seconds();
		int publisher = cluster.follower();
		forget(cluster, carrier);
		long begun = Long.parseLong(cluster.ask(publisher, "flood " + carrier + " " + count));
		long last = begun;
		long missing = 0;
		for (int node : cluster.nodes()) {
			String[] came = cluster.ask(node, "flooded " + carrier + " " + count + " " + PATIENCE).split(",");
			missing += count - Long.parseLong(came[0]);
			last = Math.max(last, Long.parseLong(came[1]));
		}
		return new Flooded(round, carrier, count, (last - begun) / 1e9, missing);
	}

	/**
	 * To one of the others a message goes first, and not to the same with each carrier.
	 */
	private static List<Paced> pace(OrderedCluster cluster, int round, String carrier, int seconds) throws IOException {
		int publisher = cluster.follower();
		forget(cluster, carrier);
		int count = Integer.parseInt(cluster.ask(publisher, "pace " + carrier + " " + RATE + " " + seconds));
		List<Paced> paced = new ArrayList<>();
		for (int node : cluster.allBut(publisher)) {
			paced.add(new Paced(round, carrier, RATE, node, LatencyFigures
				.parse(cluster.ask(node, "latencies " + carrier + " " + count + " " + PATIENCE + " " + seconds))));
		}
		return paced;
	}

	private static void forget(OrderedCluster cluster, String carrier) throws IOException {
		for (int node : cluster.nodes()) {
			cluster.ask(node, "forget " + carrier);
		}
	}

	private void report(int rounds) throws IOException {
		this.results.keep("floods.csv",
				Stream.concat(Stream.of(Flooded.COLUMNS), this.floods.stream().map(Flooded::line)).toList());
		this.results.keep("paces.csv",
				Stream.concat(Stream.of(Paced.COLUMNS), this.paces.stream().map(Paced::line)).toList());
		MarkdownTable table = new MarkdownTable("what brings them", "per second until all three nodes have all",
				"missing", "one way at " + RATE + " a second, p50 / p99 µs", "p50, ratio: median (min–max)");
		for (String carrier : CARRIERS) {
			List<Flooded> flooded = this.floods.stream().filter((one) -> one.carrier().equals(carrier)).toList();
			table.row(carrier.equals("topic") ? "topic of the library" : "`ITopic` of Hazelcast",
					String.format(Locale.ROOT, "%,.0f",
							Samples.of(flooded.stream().mapToDouble(Flooded::perSecond)).median()),
					Long.toString(flooded.stream().mapToLong(Flooded::missing).sum()),
					latency(carrier, rounds, LatencyFigures::medianMicros) + " / "
							+ latency(carrier, rounds, LatencyFigures::p99Micros),
					carrier.equals("topic") ? ratio(rounds) : "1");
		}
		this.results.show("topics.md",
				table + "\nMedians of " + rounds + " rounds, each in three processes of its own: "
						+ FLOOD * this.options.seconds() + " messages of one thread, then " + this.options.seconds()
						+ " s at a steady rate, from a node that does not lead to both others, and the mean of these"
						+ " two. " + PEERS);
	}

	private String latency(String carrier, int rounds, ToDoubleFunction<LatencyFigures> figure) {
		return String.format(Locale.ROOT, "%.0f",
				Samples.of(IntStream.rangeClosed(1, rounds).mapToDouble((round) -> ofBoth(carrier, round, figure)))
					.median());
	}

	private String ratio(int rounds) {
		Samples ratios = Samples.of(IntStream.rangeClosed(1, rounds)
			.mapToDouble((round) -> ofBoth(CARRIERS.get(0), round, LatencyFigures::medianMicros)
					/ ofBoth(CARRIERS.get(1), round, LatencyFigures::medianMicros)));
		return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", ratios.median(), ratios.min(), ratios.max());
	}

	/** The mean of the nodes that listened. */
	private double ofBoth(String carrier, int round, ToDoubleFunction<LatencyFigures> figure) {
		return this.paces.stream()
			.filter((one) -> one.round() == round && one.carrier().equals(carrier))
			.mapToDouble((one) -> figure.applyAsDouble(one.figures()))
			.average()
			.orElseThrow();
	}

}
