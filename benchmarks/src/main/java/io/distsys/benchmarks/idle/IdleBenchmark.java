package io.distsys.benchmarks.idle;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

import io.distsys.benchmarks.Options;
import io.distsys.benchmarks.cluster.Processes;
import io.distsys.benchmarks.cluster.Sight;
import io.distsys.benchmarks.report.MarkdownTable;
import io.distsys.benchmarks.report.Results;
import io.distsys.benchmarks.report.Samples;
import io.distsys.faults.host.FaultCluster;

/**
 * What a cluster costs whose application does nothing: the kernel's own counters of its
 * processes and of the interfaces of their namespaces, over some time after the start.
 */
public final class IdleBenchmark {

	/** Until the JIT and the joining of the start are over. */
	private static final int SETTLING_SECONDS = 30;

	private final Options options;

	private final Results results;

	private final List<String> lines = new ArrayList<>();

	/**
	 * Create it.
	 * @param options what to do, and how long
	 * @param results where to keep the figures
	 */
	public IdleBenchmark(Options options, Results results) {
		this.options = options;
		this.results = results;
	}

	/**
	 * Run it.
	 * @throws IOException if the cluster cannot be made
	 */
	public void run() throws IOException {
		this.lines.add("nodes,node,led,seconds,cpu_cores,bytes_sent_per_second,packets_sent_per_second,resident_mb");
		MarkdownTable table = new MarkdownTable("nodes", "CPU of all, cores", "CPU of one, p50 / max",
				"sent by all, KB/s", "packets of all, 1/s", "memory of one, p50 / max MB");
		for (int size : this.options.sizes()) {
			Map<Integer, Usage> used = measure(size);
			table.row(Integer.toString(size), sum(used, Usage::cpuSeconds, 1, "%.3f"),
					each(used, Usage::cpuSeconds, 1, "%.3f"), sum(used, Usage::bytesSent, 1e3, "%.1f"),
					sum(used, Usage::packetsSent, 1, "%.0f"),
					each(used, (usage) -> usage.residentMegabytes() * this.options.seconds(), 1, "%.0f"));
		}
		this.results.keep("idle.csv", this.lines);
		this.results.show("idle.md", table.toString());
	}

	private Map<Integer, Usage> measure(int size) throws IOException {
		try (FaultCluster cluster = new FaultCluster(
				Processes.plan(size, "idle-" + size).withJvmOption("-XX:TieredStopAtLevel=4"))) {
			Sight sight = Processes.start(cluster);
			FaultCluster.sleep(Duration.ofSeconds(Math.min(SETTLING_SECONDS, this.options.seconds())));
			Map<Integer, Usage> before = usages(cluster, sight);
			FaultCluster.sleep(Duration.ofSeconds(this.options.seconds()));
			Map<Integer, Usage> used = usages(cluster, sight);
			used.replaceAll((node, after) -> after.since(before.getOrDefault(node, after)));
			used.forEach((node, usage) -> this.lines.add(line(size, node, sight.leads(node), usage)));
			return used;
		}
	}

	private static Map<Integer, Usage> usages(FaultCluster cluster, Sight sight) throws IOException {
		Map<Integer, Usage> usages = new TreeMap<>();
		for (int node : cluster.nodes()) {
			usages.put(node, Usage.of(sight.pid(node)));
		}
		return usages;
	}

	private String line(int size, int node, boolean led, Usage used) {
		double seconds = this.options.seconds();
		return String.format(Locale.ROOT, "%d,n%d,%s,%.0f,%.4f,%.0f,%.1f,%.1f", size, node, led, seconds,
				used.cpuSeconds() / seconds, used.bytesSent() / seconds, used.packetsSent() / seconds,
				used.residentMegabytes());
	}

	private String sum(Map<Integer, Usage> used, ToDoubleFunction<Usage> figure, double unit, String format) {
		double sum = used.values().stream().mapToDouble(figure).sum();
		return String.format(Locale.ROOT, format, sum / this.options.seconds() / unit);
	}

	private String each(Map<Integer, Usage> used, ToDoubleFunction<Usage> figure, double unit, String format) {
		Samples samples = Samples.of(used.values().stream().mapToDouble(figure));
		return String.format(Locale.ROOT, format + " / " + format, samples.median() / this.options.seconds() / unit,
				samples.max() / this.options.seconds() / unit);
	}

}
