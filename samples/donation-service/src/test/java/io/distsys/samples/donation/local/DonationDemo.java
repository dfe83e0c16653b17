package io.distsys.samples.donation.local;

import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

import tools.jackson.databind.JsonNode;

/**
 * Shows the service on three nodes of this machine: imports a file, kills the node that
 * has the singleton, and shows that everything runs again.
 */
public final class DonationDemo {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(120);

	private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(30);

	private static final Duration POLL = Duration.ofMillis(100);

	private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

	private final LocalCluster cluster;

	private final Path csv;

	private DonationDemo(LocalCluster cluster, Path csv) {
		this.cluster = cluster;
		this.csv = csv;
	}

	/**
	 * Runs the demonstration.
	 * @param args the jar of the service, the file to import, the directory for logs, and
	 * perhaps {@code --once}
	 * @throws Exception if something does not go as it should
	 */
	public static void main(String[] args) throws Exception {
		List<String> arguments = List.of(args);
		if (arguments.size() < 3 || (arguments.size() > 3 && !arguments.get(3).equals("--once"))) {
			System.err.println("Usage: demo [--once]");
			System.exit(2);
		}
		Path logs = Path.of(args[2]);
		LocalCluster cluster = new LocalCluster(Path.of(args[0]), logs, List.of("--distsys.cluster.expected-size=3"));
		Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "demo-cleanup"));
		try {
			new DonationDemo(cluster, Path.of(args[1])).run(arguments.contains("--once"));
		}
		catch (IOException | RuntimeException ex) {
			System.err.println();
			System.err.println("The demonstration failed: " + ex.getMessage());
			System.err.println("The logs of the nodes are in " + logs);
			System.exit(1);
		}
		System.exit(0);
	}

	private void run(boolean once) throws IOException, InterruptedException {
		step("Start three nodes");
		LocalNode first = this.cluster.start();
		LocalNode second = this.cluster.start();
		LocalNode third = this.cluster.start();
		Duration start = await("three nodes that own everything", START_TIMEOUT, () -> allComplete());
		say("Three nodes see each other after %s.", seconds(start));
		step("Import %s through %s", this.csv.getFileName(), first);
		JsonNode result = importInto(first);
		step("Ask %s for the totals", second);
		report(second, result.path("accepted").asLong());
		step("Who runs what, as %s sees it", third);
		ClusterStatus status = table(third);
		donor(third);
		LocalNode holder = holder(status);
		kill(holder);
		LocalNode survivor = this.cluster.running().get(0);
		LocalNode other = this.cluster.running().get(1);
		step("Import the file again through %s", survivor);
		say("What the killed node had in memory is lost; donors elsewhere know their donations.");
		importInto(survivor);
		step("Ask %s for the totals: as before", other);
		report(other, result.path("accepted").asLong());
		table(other);
		if (!once) {
			stayUp();
		}
	}

	private void kill(LocalNode holder) throws IOException, InterruptedException {
		step("Kill %s, which has the singleton (kill -9 %d)", holder, holder.pid());
		holder.kill();
		LocalNode witness = this.cluster.running().get(0);
		Duration outage = await("a new owner of everything", SETTLE_TIMEOUT,
				() -> ClusterStatus.of(witness).isOwnedBy(names()));
		say("The singleton and all %d slots run again after %s.", ClusterStatus.SLOTS, seconds(outage));
		table(witness);
	}

	private void stayUp() throws InterruptedException {
		step("Still running, until Ctrl-C");
		for (LocalNode node : this.cluster.running()) {
			say("%s  %s/donations/report", node, node.url());
			say("        %s/actuator/cluster", node.url());
		}
		new CountDownLatch(1).await();
	}

	private JsonNode importInto(LocalNode node) throws IOException {
		JsonNode result = node.importFile(this.csv);
		say("%d rows in %d ms: %d counted, %d counted before, %d malformed, %d failed", result.path("rows").asLong(),
				result.path("elapsedMillis").asLong(), result.path("accepted").asLong(),
				result.path("repeated").asLong(), result.path("rejectedTotal").asLong(),
				result.path("failedTotal").asLong());
		for (JsonNode rejected : result.path("rejected")) {
			say("  line %d: %s", rejected.path("line").asLong(), rejected.path("reason").asString());
		}
		for (JsonNode failed : result.path("failed")) {
			say("  line %d failed: %s", failed.path("line").asLong(), failed.path("reason").asString());
		}
		return result;
	}

	private void report(LocalNode node, long expectedCount) throws IOException, InterruptedException {
		await("totals of " + expectedCount + " donations", SETTLE_TIMEOUT, () -> isOfNow(report(node), expectedCount));
		JsonNode report = report(node);
		say("donations  %,12d", report.path("count").asLong());
		say("donors     %,12d", report.path("donors").asLong());
		say("sum        %,12.2f", report.path("sum").decimalValue());
		say("zakat      %,12.3f", zakat(report));
		say("published by %s with token %d", report.path("nodeName").asString(), report.path("token").asLong());
	}

	private static JsonNode report(LocalNode node) throws IOException {
		return node.get("/donations/report");
	}

	private boolean isOfNow(JsonNode report, long expectedCount) {
		return report.path("count").asLong() == expectedCount && names().contains(report.path("nodeName").asString());
	}

	private static BigDecimal zakat(JsonNode report) {
		return report.path("zakat").decimalValue();
	}

	private ClusterStatus table(LocalNode node) throws IOException {
		ClusterStatus status = ClusterStatus.of(node);
		say("%-8s %6s %8s  %s", "node", "slots", "workers", "");
		for (String name : names()) {
			say("%-8s %6d %8d  %s", name, status.activeSlots().getOrDefault(name, 0),
					status.workers().getOrDefault(name, 0),
					name.equals(status.singletonOwner()) ? "has the singleton, token " + status.singletonToken() : "");
		}
		return status;
	}

	private void donor(LocalNode node) throws IOException {
		String donor = firstDonor();
		JsonNode account = node.get("/donors/" + donor);
		say("Asked through %s, donor %s lives on %s: donations %d, total %s, zakat %s", node, donor,
				account.path("nodeName").asString(), account.path("count").asLong(),
				account.path("total").decimalValue().toPlainString(),
				account.path("zakat").decimalValue().toPlainString());
	}

	private String firstDonor() throws IOException {
		try (var lines = Files.lines(this.csv)) {
			return lines.skip(1).findFirst().orElseThrow().split(",")[1];
		}
	}

	private LocalNode holder(ClusterStatus status) throws IOException {
		return this.cluster.running()
			.stream()
			.filter((node) -> node.name().equals(status.singletonOwner()))
			.findFirst()
			.orElseThrow(() -> new IOException("No node has the singleton"));
	}

	private boolean allComplete() throws IOException {
		for (LocalNode node : this.cluster.running()) {
			if (!ClusterStatus.of(node).isComplete(names())) {
				return false;
			}
		}
		return true;
	}

	private Collection<String> names() {
		return this.cluster.running().stream().map(LocalNode::name).toList();
	}

	private Duration await(String what, Duration timeout, Condition condition)
			throws IOException, InterruptedException {
		int nodes = this.cluster.running().size();
		long startedAt = System.nanoTime();
		String last = "it is not so";
		while (System.nanoTime() - startedAt < timeout.toNanos()) {
			if (this.cluster.running().size() < nodes) {
				throw new IOException("A node has ended while waiting for " + what);
			}
			try {
				if (condition.holds()) {
					return Duration.ofNanos(System.nanoTime() - startedAt);
				}
			}
			catch (IOException ex) {
				last = String.valueOf(ex.getMessage());
			}
			Thread.sleep(POLL.toMillis());
		}
		throw new IOException("Waited " + timeout.toSeconds() + " s for " + what + ": " + last);
	}

	private void step(String format, Object... arguments) {
		this.out.println();
		this.out.println("== " + String.format(Locale.ROOT, format, arguments));
	}

	private void say(String format, Object... arguments) {
		this.out.println("   " + String.format(Locale.ROOT, format, arguments).stripTrailing());
	}

	private static String seconds(Duration duration) {
		return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
	}

	/** Something that becomes true. */
	private interface Condition {

		boolean holds() throws IOException;

	}

}
