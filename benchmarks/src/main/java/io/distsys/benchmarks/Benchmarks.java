package io.distsys.benchmarks;

import java.io.IOException;

import io.distsys.benchmarks.commit.CommitBenchmark;
import io.distsys.benchmarks.failover.FailoverBenchmark;
import io.distsys.benchmarks.idle.IdleBenchmark;
import io.distsys.benchmarks.names.NamesBenchmark;
import io.distsys.benchmarks.peers.PeersBenchmark;
import io.distsys.benchmarks.report.Results;
import io.distsys.benchmarks.security.SecurityBenchmark;
import io.distsys.benchmarks.topics.TopicsBenchmark;
import io.distsys.benchmarks.workers.WorkersBenchmark;
import io.distsys.faults.host.FaultNetwork;

/** Runs one benchmark; see the script {@code benchmarks/run}. */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Run it.
	 * @param arguments see {@link Options}
	 * @throws IOException if the cluster cannot be made
	 */
	public static void main(String[] arguments) throws IOException {
		Options options = Options.parse(arguments);
		if (!options.program().equals("peers")) {
			FaultNetwork.missing().ifPresent((missing) -> {
				throw new IllegalStateException(missing);
			});
		}
		Results results = new Results(options.name());
		switch (options.program()) {
			case "failover" -> new FailoverBenchmark(options, results).run();
			case "commit" -> CommitBenchmark.ofCommits(options, results).run();
			case "call" -> CommitBenchmark.ofCalls(options, results).run();
			case "security" -> new SecurityBenchmark(options, results).run();
			case "idle" -> new IdleBenchmark(options, results).run();
			case "topics" -> new TopicsBenchmark(options, results).run();
			case "names" -> new NamesBenchmark(options, results).run();
			case "workers" -> new WorkersBenchmark(options, results).run();
			case "peers" -> new PeersBenchmark(options, results).run();
			default -> throw new IllegalArgumentException("There is no benchmark '" + options.program() + "'");
		}
	}

}
