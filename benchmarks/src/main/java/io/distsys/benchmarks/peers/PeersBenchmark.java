package io.distsys.benchmarks.peers;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.distsys.benchmarks.Options;
import io.distsys.benchmarks.peers.node.CallOrder;
import io.distsys.benchmarks.report.Results;

/**
 * Calls between the nodes of this library, of Apache Pekko and of Horde, in turn: in each
 * round each system is started anew as three processes, warmed up, measured and ended,
 * another one first in each. Nothing else runs meanwhile, and all talk over the loopback
 * interface. Rounds are added to those that are kept under the same name, so that a
 * system may be measured by itself.
 */
public final class PeersBenchmark {

	/**
	 * So many times as long as is measured, until compilers have done with both ends of
	 * the calls of a target at a place: where there are fewer processors than nodes that
	 * takes some twenty seconds.
	 */
	private static final int LONG_WARM_UP = 8;

	private static final Duration SHORT_WARM_UP = Duration.ofMillis(500);

	private static final int MANY = 64;

	private final Options options;

	private final PeersReport report;

	private final Duration time;

	/**
	 * Create it.
	 * @param options what to do, and how often
	 * @param results where to keep the figures
	 * @throws IOException if figures that are kept cannot be read
	 */
	public PeersBenchmark(Options options, Results results) throws IOException {
		this.options = options;
		this.report = new PeersReport(results);
		this.time = Duration.ofSeconds(options.seconds());
	}

	/**
	 * Run it; what was measured is kept after each system. With no rounds it shows what
	 * is kept.
	 * @throws IOException if a cluster cannot be made, or does not answer
	 */
	public void run() throws IOException {
		List<PeerSystem> systems = new ArrayList<>();
		for (String name : this.options.systems()) {
			PeerSystems.find(name).ifPresent(systems::add);
		}
		for (int round = 1; round <= this.options.times(); round++) {
			for (PeerSystem system : systems) {
				measure(system);
			}
			Collections.rotate(systems, -1);
		}
		this.report.show();
	}

	private void measure(PeerSystem system) throws IOException {
		List<PeerCall> calls = new ArrayList<>();
		int round = this.report.nextRound(system.name());
		try (PeerCluster cluster = new PeerCluster(system)) {
			for (CallOrder order : warmUps(system)) {
				cluster.measure(order);
			}
			for (CallOrder order : orders(system)) {
				PeerCall call = PeerCall.of(round, system, order, cluster.measure(order));
				System.err.println(call.line());
				calls.add(call);
			}
			this.report.keep(system.name() + ": " + cluster.version(), calls);
		}
	}

	/** Every target at every place, as fast as it goes. */
	private List<CallOrder> warmUps(PeerSystem system) {
		List<CallOrder> orders = new ArrayList<>();
		for (String place : this.options.places()) {
			for (String target : system.targets()) {
				for (String way : system.ways()) {
					orders.add(new CallOrder(target, place, way, MANY,
							this.time.multipliedBy(LONG_WARM_UP).dividedBy(system.ways().size()),
							Duration.ofMillis(1)));
				}
			}
		}
		return orders;
	}

	private List<CallOrder> orders(PeerSystem system) {
		List<CallOrder> orders = new ArrayList<>();
		for (String place : this.options.places()) {
			for (String target : system.targets()) {
				orders.add(new CallOrder(target, place, system.ways().get(0), 1, SHORT_WARM_UP, this.time));
				for (String way : system.ways()) {
					orders.add(new CallOrder(target, place, way, MANY, SHORT_WARM_UP, this.time));
				}
			}
		}
		return orders;
	}

}
