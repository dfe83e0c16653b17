package io.distsys.samples.donation;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.distsys.samples.donation.local.ClusterStatus;
import io.distsys.samples.donation.local.DonationFile;
import io.distsys.samples.donation.local.LocalCluster;
import io.distsys.samples.donation.local.LocalNode;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the packaged service in processes of their own.
 */
class DonationServiceEndToEndTests {

	private static final Path JAR = Path.of(System.getProperty("donation-service.jar", "target/donation-service.jar"));

	private static final Path LOGS = Path.of(System.getProperty("donation-service.logs", "target/end-to-end"));

	private static final Path OWN_FILE = Path.of("data/donations.csv");

	private static final Path METRICS = Path.of("../../docs/observability");

	private static final Pattern LABELS = Pattern
		.compile("by \\(([^)]*)\\)[^a-z]*(?:\\w+\\()*(?=(distsys_\\w+))|(distsys_\\w+)\\{([^}]*)}");

	private static final Pattern NAME = Pattern.compile("[a-z_]+");

	/** What Prometheus itself adds to each series. */
	private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

	private static final Duration START = Duration.ofSeconds(120);

	private static final Duration SETTLE = Duration.ofSeconds(30);

	/** Longer than any stall of the machine: what workers know ends with the lease. */
	private static final String LEASE = "--distsys.lease.ttl=10s";

	/** An expired lease, and an election if the killed node led. */
	private static final Duration FAIL_OVER = Duration.ofSeconds(60);

	private static final String DONATION = """
			{"donationId": "e-1", "donorId": "new", "amount": 40.10, "date": "2026-11-21", "recipient": "Clinic"}
			""";

	@Test
	void totalsSurviveAStopAndAKillOfNodes() throws IOException {
		Assumptions.assumeTrue(Files.isReadable(DonationFile.PATH), () -> "There is no "
				+ DonationFile.PATH.toAbsolutePath().normalize() + ": name it by -Ddistsys.donations");
		story("large-file", List.of("--distsys.cluster.expected-size=3", LEASE), (cluster) -> {
			startThreeNodes(cluster);
			Truth truth = new Truth("1793882.36", 9330, 3037, "44847.059");
			importsAllRows(cluster, truth);
			importsNothingTwice(cluster, truth);
			keepsAllWhenANodeStopsInOrder(cluster, truth);
			takesAReplacement(cluster, truth);
			recoversFromAKill(cluster, truth);
		});
	}

	@Test
	void aSingleNodeTakesAFileWithMalformedRows() throws IOException {
		story("own-file", List.of(LEASE), (cluster) -> {
			LocalNode node = cluster.start();
			awaitOwned(cluster, START);
			JsonNode result = node.importFile(OWN_FILE);
			assertThat(result.path("rows").asLong()).isEqualTo(63);
			assertThat(result.path("accepted").asLong()).isEqualTo(60);
			assertThat(result.path("repeated").asLong()).isEqualTo(1);
			assertThat(result.path("rejectedTotal").asLong()).isEqualTo(2);
			assertThat(result.path("rejected").path(0).path("line").asInt()).isEqualTo(32);
			assertThat(result.path("rejected").path(0).path("reason").asString()).contains("ten dollars");
			assertThat(result.path("rejected").path(1).path("line").asInt()).isEqualTo(47);
			assertThat(result.path("rejected").path(1).path("reason").asString()).isEqualTo("a quote is not closed");
			awaitTotals(cluster, new Truth("5763.28", 60, 20, "144.082"));
			answersRequestsThatAreWrong(node);
			isScrapedWithAllThatDashboardAndAlertsUse(node);
			takesOneDonation(node);
		});
	}

	@Test
	void aNodeWithoutAMajorityRefusesDonationsAndSaysWhy() throws IOException {
		story("no-quorum", List.of("--distsys.cluster.expected-size=3", "--distsys.worker.call-timeout=1s"),
				(cluster) -> {
					LocalNode node = cluster.start();
					within(START).untilAsserted(() -> {
						HttpResponse<String> response = node.post("/donations", "application/json", DONATION);
						assertThat(response.statusCode()).isEqualTo(503);
						assertThat(response.headers().firstValue("Retry-After")).isPresent();
						assertThat(response.body()).contains("\"title\":\"No quorum\"", "\"mayHaveRun\":false");
					});
				});
	}

	private static void isScrapedWithAllThatDashboardAndAlertsUse(LocalNode node) throws IOException {
		String scrape = node.text("/actuator/prometheus");
		Set<String> scraped = Pattern.compile("^(distsys_\\w+)[{ ]", Pattern.MULTILINE)
			.matcher(scrape)
			.results()
			.map((found) -> found.group(1))
			.collect(Collectors.toSet());
		for (String file : List.of("grafana-dashboard.json", "prometheus-alerts.yaml")) {
			Set<String> used = Pattern.compile("distsys_\\w+")
				.matcher(Files.readString(METRICS.resolve(file)))
				.results()
				.map(MatchResult::group)
				.collect(Collectors.toSet());
			assertThat(used).as(file).isNotEmpty();
			assertThat(scraped).as(file).containsAll(used);
			assertLabelsAreScraped(Files.readString(METRICS.resolve(file)), scrape);
		}
		assertThat(scrape).contains("distsys_singletons_active{guarantee=\"strong\",name=\"donation-totals\"} 1.0");
	}

	/** Those in braces behind a meter, and those by which meters are summed. */
	private static void assertLabelsAreScraped(String expressions, String scrape) {
		LABELS.matcher(expressions).results().forEach((use) -> {
			boolean summed = use.group(1) != null;
			String meter = use.group(summed ? 2 : 3);
			String labels = use.group(summed ? 1 : 4).replaceAll("\\\\?\"[^\"]*\"", "");
			NAME.matcher(labels)
				.results()
				.map(MatchResult::group)
				.filter((label) -> !OF_PROMETHEUS.contains(label))
				.forEach((label) -> assertThat(scrape).as(use.group())
					.containsPattern("(?m)^" + meter + "\\{([^}]*,)?" + label + "=\""));
		});
	}

	private static void startThreeNodes(LocalCluster cluster) throws IOException {
		for (int i = 0; i < 3; i++) {
			cluster.start();
		}
		awaitOwned(cluster, START);
	}

	private static void importsAllRows(LocalCluster cluster, Truth truth) throws IOException {
		JsonNode result = cluster.running().get(0).importFile(DonationFile.PATH);
		print("imported in " + result.path("elapsedMillis").asLong() + " ms");
		assertThat(result.path("accepted").asLong()).isEqualTo(truth.count());
		assertNoRowWasLost(result);
		awaitTotals(cluster, truth);
		assertEachDonorOnOneNode(cluster, truth);
		assertOneSingleton(cluster);
	}

	private static void importsNothingTwice(LocalCluster cluster, Truth truth) throws IOException {
		JsonNode result = cluster.running().get(1).importFile(DonationFile.PATH);
		assertThat(result.path("accepted").asLong()).isZero();
		assertThat(result.path("repeated").asLong()).isEqualTo(truth.count());
		assertNoRowWasLost(result);
		awaitTotals(cluster, truth);
	}

	private static void keepsAllWhenANodeStopsInOrder(LocalCluster cluster, Truth truth) throws IOException {
		LocalNode leaving = holder(cluster);
		assertThat(leaving.stop(Duration.ofSeconds(60))).as("the end of " + leaving).isTrue();
		awaitOwned(cluster, SETTLE);
		awaitTotals(cluster, truth);
		assertEachDonorOnOneNode(cluster, truth);
		assertOneSingleton(cluster);
	}

	private static void takesAReplacement(LocalCluster cluster, Truth truth) throws IOException {
		LocalNode added = cluster.start();
		awaitOwned(cluster, START);
		awaitFairShare(added);
		within(Duration.ofSeconds(90)).untilAsserted(
				() -> assertThat(ClusterStatus.of(added).voters()).containsExactlyInAnyOrderElementsOf(names(cluster)));
		awaitTotals(cluster, truth);
		assertEachDonorOnOneNode(cluster, truth);
	}

	private static void recoversFromAKill(LocalCluster cluster, Truth truth) throws IOException {
		LocalNode killed = holder(cluster);
		long token = ClusterStatus.of(killed).singletonToken();
		killed.kill();
		long startedAt = System.nanoTime();
		awaitOwned(cluster, FAIL_OVER);
		print("singleton and slots owned again within " + Duration.ofNanos(System.nanoTime() - startedAt).toMillis()
				+ " ms of the kill of " + killed);
		assertOneSingleton(cluster);
		assertThat(ClusterStatus.of(cluster.running().get(0)).singletonToken()).isGreaterThan(token);
		awaitTotals(cluster, truth);
		assertEachDonorOnOneNode(cluster, truth);
		importsNothingTwice(cluster, truth);
	}

	private static void answersRequestsThatAreWrong(LocalNode node) throws IOException {
		assertProblem(node.post("/donations", "application/json", "{\"donationId\":\"x\"}"), "donor_id is blank");
		assertProblem(node.post("/donations", "application/json", "{\"amount\":\"much\"}"), "Failed to read request");
		assertProblem(node.post("/donations/import", "text/csv", "a,b,c\n1,2,3\n"), "The first line must be");
	}

	private static void assertProblem(HttpResponse<String> response, String detail) {
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.body()).contains(detail);
	}

	private static void takesOneDonation(LocalNode node) throws IOException {
		assertThat(node.post("/donations", "application/json", DONATION).statusCode()).isEqualTo(201);
		assertThat(node.post("/donations", "application/json", DONATION).statusCode()).isEqualTo(200);
		JsonNode account = node.get("/donors/new");
		assertThat(account.path("count").asInt()).isEqualTo(1);
		assertThat(account.path("zakat").decimalValue()).isEqualByComparingTo("1.0025");
		assertThat(account.path("nodeName").asString()).isEqualTo(node.name());
	}

	private static void assertNoRowWasLost(JsonNode result) {
		assertThat(result.path("rejectedTotal").asLong()).as(result.toString()).isZero();
		assertThat(result.path("failedTotal").asLong()).as(result.toString()).isZero();
		assertThat(result.path("stopped").asBoolean()).isFalse();
	}

	/** Every node that runs must have been told the truth, after this was asked. */
	private static void awaitTotals(LocalCluster cluster, Truth truth) {
		Instant asked = Instant.now();
		List<String> names = names(cluster);
		within(SETTLE).untilAsserted(() -> {
			for (LocalNode node : cluster.running()) {
				JsonNode report = node.get("/donations/report");
				assertThat(Instant.parse(report.path("asOf").asString())).isAfter(asked);
				assertThat(names).contains(report.path("nodeName").asString());
				assertThat(report.path("nodesCounted").asInt()).isEqualTo(names.size());
				assertThat(report.path("count").asLong()).isEqualTo(truth.count());
				assertThat(report.path("donors").asInt()).isEqualTo(truth.donors());
				assertThat(report.path("sum").decimalValue()).isEqualByComparingTo(truth.sum());
				assertThat(report.path("zakat").decimalValue()).isEqualByComparingTo(truth.zakat());
			}
		});
	}

	/** The donors of a slot that is on its way are on no node for a moment. */
	private static void assertEachDonorOnOneNode(LocalCluster cluster, Truth truth) {
		within(SETTLE).untilAsserted(() -> {
			List<String> all = new ArrayList<>();
			for (LocalNode node : cluster.running()) {
				node.get("/donors").path("donors").forEach((donor) -> all.add(donor.asString()));
			}
			assertThat(all.size()).as("donors").isEqualTo(truth.donors());
			assertThat(new HashSet<>(all).size()).as("different donors").isEqualTo(truth.donors());
		});
	}

	private static void assertOneSingleton(LocalCluster cluster) throws IOException {
		List<String> active = new ArrayList<>();
		for (LocalNode node : cluster.running()) {
			JsonNode singletons = node.get("/actuator/cluster").path("singletons");
			assertThat(singletons.size()).isEqualTo(1);
			if (singletons.path(0).path("localState").asString().equals("ACTIVE")) {
				active.add(node.name());
			}
		}
		assertThat(active).hasSize(1);
	}

	private static LocalNode holder(LocalCluster cluster) throws IOException {
		String owner = ClusterStatus.of(cluster.running().get(0)).singletonOwner();
		return cluster.running().stream().filter((node) -> node.name().equals(owner)).findFirst().orElseThrow();
	}

	private static void awaitOwned(LocalCluster cluster, Duration atMost) {
		List<String> names = names(cluster);
		within(atMost).untilAsserted(() -> {
			assertThat(names(cluster)).as("nodes that run").isEqualTo(names);
			for (LocalNode node : cluster.running()) {
				ClusterStatus status = ClusterStatus.of(node);
				assertThat(status.isComplete(names)).as(node + " sees " + status).isTrue();
			}
		});
	}

	/** Slots move to a new node a few at a time. */
	private static void awaitFairShare(LocalNode added) {
		within(START).untilAsserted(() -> {
			ClusterStatus status = ClusterStatus.of(added);
			int fair = ClusterStatus.SLOTS / status.nodes().size();
			assertThat(status.activeSlots().values()).as(status.toString())
				.allSatisfy((slots) -> assertThat(slots).isBetween(fair * 3 / 4, fair * 5 / 4));
		});
	}

	private static List<String> names(LocalCluster cluster) {
		return cluster.running().stream().map(LocalNode::name).toList();
	}

	private static ConditionFactory within(Duration atMost) {
		return Awaitility.await()
			.atMost(atMost)
			.pollInterval(Duration.ofMillis(100))
			.ignoreExceptionsInstanceOf(IOException.class);
	}

	private static void story(String name, List<String> options, Story story) throws IOException {
		try (LocalCluster cluster = new LocalCluster(JAR, LOGS.resolve(name), options)) {
			try {
				story.tell(cluster);
			}
			catch (IOException | RuntimeException | Error ex) {
				print(cluster.dump());
				throw ex;
			}
		}
	}

	private static void print(String line) {
		System.out.println(line);
	}

	/**
	 * What is true of a file.
	 *
	 * @param sum of all rows
	 * @param count of the rows
	 * @param donors how many there are
	 * @param zakat on the sum
	 */
	private record Truth(BigDecimal sum, long count, int donors, BigDecimal zakat) {

		private Truth(String sum, long count, int donors, String zakat) {
			this(new BigDecimal(sum), count, donors, new BigDecimal(zakat));
		}

	}

	/** What is done with a cluster. */
	private interface Story {

		void tell(LocalCluster cluster) throws IOException;

	}

}
