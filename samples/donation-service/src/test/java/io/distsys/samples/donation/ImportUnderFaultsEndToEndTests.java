package io.distsys.samples.donation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.distsys.samples.donation.local.ClusterStatus;
import io.distsys.samples.donation.local.DonationFile;
import io.distsys.samples.donation.local.DonorHistory;
import io.distsys.samples.donation.local.ImportClients;
import io.distsys.samples.donation.local.LocalCluster;
import io.distsys.samples.donation.local.LocalNode;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Imports the large file into the packaged service while nodes are killed and added at
 * random, one lost at a time: {@code -Dfaults.seeds=N} of them from
 * {@code -Dfaults.first=K}, or {@code -Dfaults.seed=S} alone. All nodes have
 * {@code -Dfaults.recovery} seconds to agree again, counted from the signal to the node
 * that is killed, and from the readiness of one that is added.
 */
class ImportUnderFaultsEndToEndTests {

	private static final Path JAR = Path.of(System.getProperty("donation-service.jar", "target/donation-service.jar"));

	private static final Path LOGS = Path.of(System.getProperty("donation-service.logs", "target/end-to-end"));

	private static final Pattern COPIES = Pattern.compile("^distsys_workers_copies(?:\\{.*})? (\\S+)$",
			Pattern.MULTILINE);

	private static final int FAULTS = 5;

	private static final int SIZE = 3;

	/** So many donors are looked up in the table of every node. */
	private static final int DRAWN = 50;

	private static final Duration START = Duration.ofSeconds(240);

	private static final Duration RECOVERY = Duration.ofSeconds(Integer.getInteger("faults.recovery", 60));

	@TestFactory
	Stream<DynamicTest> whatWasAcknowledgedIsCountedOnce() {
		Assumptions.assumeTrue(Files.isReadable(DonationFile.PATH), () -> "There is no "
				+ DonationFile.PATH.toAbsolutePath().normalize() + ": name it by -Ddistsys.donations");
		Long seed = Long.getLong("faults.seed");
		long first = (seed != null) ? seed : Long.getLong("faults.first", 0);
		long count = (seed != null) ? 1 : Long.getLong("faults.seeds", 1);
		return LongStream.range(first, first + count)
			.mapToObj((each) -> DynamicTest.dynamicTest("seed " + each, () -> run(each)));
	}

	private static void run(long seed) throws IOException {
		try (LocalCluster cluster = new LocalCluster(JAR, LOGS.resolve("import-" + seed), List
			.of("--distsys.cluster.expected-size=" + SIZE, "--logging.level.io.distsys.samples.donation=debug"))) {
			try {
				importUnderFaults(cluster, new Random(seed));
			}
			catch (IOException | RuntimeException | Error ex) {
				System.out.println(cluster.dump());
				throw new AssertionError("Replay with -Dfaults.seed=" + seed + "\n" + ex.getMessage(), ex);
			}
		}
	}

	private static void importUnderFaults(LocalCluster cluster, Random random) throws IOException {
		for (int i = 0; i < SIZE; i++) {
			cluster.start();
		}
		awaitAgreement(cluster, Map.of(), START);
		DonationFile file = DonationFile.read();
		try (ImportClients clients = new ImportClients(cluster, file)) {
			for (int fault = 1; fault <= FAULTS; fault++) {
				awaitAcknowledged(clients, file.rows().size() * fault / (FAULTS + 2));
				strike(cluster, clients, random);
			}
			Awaitility.await().atMost(START).until(clients::areDone);
			assertThat(clients.acknowledged()).hasSameSizeAs(file.rows()).containsAll(file.rows());
		}
		Map<String, DonationFile.Account> truth = DonationFile.accounts(file.rows());
		awaitAgreement(cluster, truth, RECOVERY);
		assertEachAccount(cluster, truth);
		assertReport(cluster, file.rows().size());
		DonorHistory history = DonorHistory.of(cluster.all());
		assertThat(history.events()).isGreaterThanOrEqualTo(file.rows().size());
		assertThat(history.violations()).as("donors on two nodes").isEmpty();
	}

	private static void awaitAcknowledged(ImportClients clients, int rows) {
		Awaitility.await().atMost(START).until(() -> clients.acknowledged().size() >= rows);
	}

	/** Clients go on for a moment while slots find their nodes. */
	private static void strike(LocalCluster cluster, ImportClients clients, Random random) throws IOException {
		List<LocalNode> running = cluster.running();
		boolean kills = running.size() > SIZE || (running.size() == SIZE && random.nextBoolean());
		long begun = kills ? kill(cluster, clients, running.get(random.nextInt(running.size())))
				: add(cluster, clients);
		LockSupport.parkNanos(Duration.ofMillis(random.nextInt(3000)).toNanos());
		clients.pauseFor(leftSince(begun), () -> {
			Duration acknowledged = since(begun);
			awaitAgreement(cluster, DonationFile.accounts(clients.acknowledged()), leftSince(begun));
			Duration agreed = since(begun);
			System.out.println("all requests acknowledged after " + acknowledged + ", all nodes agree after " + agreed);
			assertThat(agreed).isLessThanOrEqualTo(RECOVERY);
		});
	}

	private static long kill(LocalCluster cluster, ImportClients clients, LocalNode node) {
		awaitVotersThatRun(cluster);
		System.out.println("kill -9 " + node + " after " + clients.acknowledged().size() + " rows");
		long begun = System.nanoTime();
		node.kill();
		return begun;
	}

	/** How long a process takes to start is the machine's matter: nobody imports then. */
	private static long add(LocalCluster cluster, ImportClients clients) throws IOException {
		long started = System.nanoTime();
		LocalNode node = cluster.start();
		System.out.println("start " + node + " after " + clients.acknowledged().size() + " rows");
		clients.pauseFor(START,
				() -> within(START).until(() -> node.answer("/actuator/health/readiness").statusCode() == 200));
		System.out.println(node + " is ready after " + since(started));
		return System.nanoTime();
	}

	private static Duration since(long begun) {
		return Duration.ofNanos(System.nanoTime() - begun);
	}

	private static Duration leftSince(long begun) {
		return RECOVERY.minus(since(begun));
	}

	/** While a lost node still votes another loss may be that of the majority. */
	private static void awaitVotersThatRun(LocalCluster cluster) {
		List<String> names = cluster.running().stream().map(LocalNode::name).toList();
		within(START).untilAsserted(() -> {
			for (LocalNode node : cluster.running()) {
				assertThat(names).as("nodes that run").containsAll(ClusterStatus.of(node).voters());
			}
		});
	}

	/**
	 * What runs is what is remembered, by two nodes, and is where the table says, and all
	 * nodes say so; and each of them has a share.
	 */
	private static void awaitAgreement(LocalCluster cluster, Map<String, DonationFile.Account> donors,
			Duration atMost) {
		assertThat(atMost).as("the time that is left to agree").isPositive();
		List<String> names = cluster.running().stream().map(LocalNode::name).toList();
		List<String> drawn = drawn(donors.keySet());
		within(atMost).untilAsserted(() -> {
			Map<String, String> places = new TreeMap<>();
			double copies = 0;
			for (LocalNode node : cluster.running()) {
				ClusterStatus status = ClusterStatus.of(node);
				assertThat(status.isComplete(names)).as(node + " sees " + status).isTrue();
				assertThat(status.activeSlots()).as("slots that " + node + " sees").containsOnlyKeys(names);
				assertThat(status.workers().values().stream().mapToInt(Integer::intValue).sum())
					.as("workers that " + node + " counts")
					.isEqualTo(donors.size());
				node.get("/donors")
					.path("donors")
					.forEach((donor) -> assertThat(places.put(donor.asString(), node.name()))
						.as("another node than " + node + " that has donor " + donor.asString())
						.isNull());
				copies += copies(node);
			}
			assertThat(places.keySet()).as("donors").hasSameElementsAs(donors.keySet());
			// Who was the backup for a while keeps what it has until the next grant.
			assertThat(copies).as("what is kept of workers, each by two nodes")
				.isGreaterThanOrEqualTo(2.0 * donors.size());
			assertTables(cluster, places, drawn);
		});
	}

	/** The same ones until they are right. */
	private static List<String> drawn(Collection<String> donors) {
		List<String> shuffled = new ArrayList<>(donors);
		Collections.shuffle(shuffled, new Random(donors.size()));
		return shuffled.subList(0, Math.min(DRAWN, shuffled.size()));
	}

	private static void assertTables(LocalCluster cluster, Map<String, String> places, List<String> drawn)
			throws IOException {
		for (LocalNode node : cluster.running()) {
			for (String donor : drawn) {
				assertThat(ClusterStatus.ownerOf(donor, node)).as("the owner of donor " + donor + ", says " + node)
					.isEqualTo(places.get(donor));
			}
		}
	}

	private static double copies(LocalNode node) throws IOException {
		Matcher found = COPIES.matcher(node.text("/actuator/prometheus"));
		assertThat(found.find()).isTrue();
		return Double.parseDouble(found.group(1));
	}

	/** Asks every donor, by all nodes in turn, and looks it up in their tables. */
	private static void assertEachAccount(LocalCluster cluster, Map<String, DonationFile.Account> truth)
			throws IOException {
		List<LocalNode> nodes = cluster.running();
		int turn = 0;
		for (Map.Entry<String, DonationFile.Account> donor : truth.entrySet()) {
			LocalNode asked = nodes.get(turn++ % nodes.size());
			JsonNode account = asked.get("/donors/" + donor.getKey());
			assertThat(account.path("count").asInt()).as(donor.getKey()).isEqualTo(donor.getValue().count());
			assertThat(account.path("total").decimalValue()).as(donor.getKey())
				.isEqualByComparingTo(donor.getValue().total());
			assertThat(account.path("nodeName").asString()).as(donor.getKey())
				.isEqualTo(ClusterStatus.ownerOf(donor.getKey(), asked));
		}
	}

	private static void assertReport(LocalCluster cluster, int count) {
		within(RECOVERY).untilAsserted(() -> {
			for (LocalNode node : cluster.running()) {
				JsonNode report = node.get("/donations/report");
				assertThat(report.path("count").asInt()).isEqualTo(count);
				assertThat(report.path("donors").asInt()).isEqualTo(3037);
				assertThat(report.path("sum").decimalValue()).isEqualByComparingTo("1793882.36");
				assertThat(report.path("zakat").decimalValue()).isEqualByComparingTo("44847.059");
			}
		});
	}

	private static ConditionFactory within(Duration atMost) {
		return Awaitility.await()
			.atMost(atMost)
			.pollInterval(Duration.ofMillis(100))
			.ignoreExceptionsInstanceOf(IOException.class);
	}

}
