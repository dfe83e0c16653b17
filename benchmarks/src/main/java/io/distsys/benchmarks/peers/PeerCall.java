package io.distsys.benchmarks.peers;

import java.util.Locale;

import io.distsys.benchmarks.peers.node.CallOrder;
import io.distsys.benchmarks.report.LatencyFigures;

/**
 * Calls of one system, in one round.
 *
 * @param round the round
 * @param system the name of the system
 * @param target what was called, as {@link CallOrder#target()} names it
 * @param place where it was, as {@link CallOrder#place()} names it
 * @param way how the callers waited, as {@link CallOrder#way()} names it
 * @param callers how many calls at a time
 * @param figures what came out
 */
record PeerCall(int round, String system, String target, String place, String way, int callers,
		LatencyFigures figures) {

	static final String COLUMNS = "round,system,target,place,way,callers,count,per_second,p50_us,p99_us,max_us,failures";

	private static final int OWN_COLUMNS = 6;

	static PeerCall of(int round, PeerSystem system, CallOrder order, LatencyFigures figures) {
		return new PeerCall(round, system.name(), order.target(), order.place(), order.way(), order.callers(), figures);
	}

	String line() {
		return String.format(Locale.ROOT, "%d,%s,%s,%s,%s,%d,%s", this.round, this.system, this.target, this.place,
				this.way, this.callers, this.figures.line());
	}

	static PeerCall parse(String line) {
		String[] parts = line.split(",", OWN_COLUMNS + 1);
		return new PeerCall(Integer.parseInt(parts[0]), parts[1], parts[2], parts[3], parts[4],
				Integer.parseInt(parts[5]), LatencyFigures.parse(parts[OWN_COLUMNS]));
	}

}
