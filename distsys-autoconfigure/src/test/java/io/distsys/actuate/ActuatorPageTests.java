package io.distsys.actuate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.distsys.actuate.ClusterDescriptor.ConsensusDescriptor;
import io.distsys.actuate.ClusterDescriptor.EventDescriptor;
import io.distsys.actuate.ClusterDescriptor.EventsDescriptor;
import io.distsys.actuate.ClusterDescriptor.GroupDescriptor;
import io.distsys.actuate.ClusterDescriptor.LockDescriptor;
import io.distsys.actuate.ClusterDescriptor.NameDescriptor;
import io.distsys.actuate.ClusterDescriptor.NodeDescriptor;
import io.distsys.actuate.ClusterDescriptor.PartitionsDescriptor;
import io.distsys.actuate.ClusterDescriptor.PresenceDescriptor;
import io.distsys.actuate.ClusterDescriptor.OperationDescriptor;
import io.distsys.actuate.ClusterDescriptor.QuorumDescriptor;
import io.distsys.actuate.ClusterDescriptor.ResetDescriptor;
import io.distsys.actuate.ClusterDescriptor.ReportDescriptor;
import io.distsys.actuate.ClusterDescriptor.ResetRecordDescriptor;
import io.distsys.actuate.ClusterDescriptor.ScheduleDescriptor;
import io.distsys.actuate.ClusterDescriptor.ServicesDescriptor;
import io.distsys.actuate.ClusterDescriptor.SessionDescriptor;
import io.distsys.actuate.ClusterDescriptor.SingletonDescriptor;
import io.distsys.actuate.ClusterDescriptor.SupervisionDescriptor;
import io.distsys.actuate.ClusterDescriptor.TopicsDescriptor;
import io.distsys.actuate.ClusterDescriptor.WorkerTypeDescriptor;
import io.distsys.actuate.ClusterDescriptor.WorkersDescriptor;
import io.distsys.actuate.ExplanationDescriptor.CandidateDescriptor;
import io.distsys.actuate.ExplanationDescriptor.LossExplanation;
import io.distsys.actuate.ExplanationDescriptor.SingletonExplanation;
import io.distsys.actuate.ExplanationDescriptor.WorkerExplanation;
import io.distsys.actuate.NodeReport.Supervised;
import io.distsys.actuate.RebalanceDescriptor.MovesDescriptor;
import io.distsys.actuate.RebalanceDescriptor.PauseDescriptor;
import io.distsys.actuate.RebalanceDescriptor.PlanDescriptor;
import io.distsys.cluster.Node;
import io.distsys.consensus.GroupStatus;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Ownership;
import io.distsys.pubsub.ReliableStatistics;
import io.distsys.pubsub.TopicStatistics;
import io.distsys.rpc.ServiceStatistics;
import io.distsys.singleton.MisfireRule;
import io.distsys.singleton.SingletonState;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.jackson.EndpointJsonMapper;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** The JSON that {@code docs/actuator.md} shows is the one that the endpoint gives. */
class ActuatorPageTests {

	private static final Path PAGE = Path.of("").toAbsolutePath().getParent().resolve("docs/actuator.md");

	private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

	private static final String ID_A = "5f0c5b0e6d6f4a9e8f2d1c3b4a59687a";

	private static final String GROUP = "4c6d8ff12a90be17";

	private static final String REASON = "lease confirmed by a majority, 3 of 3 voters in view";

	private static final PauseDescriptor PAUSED = new PauseDescriptor("ann", "the database is being moved", START);

	private static final List<Supervised> LINE = List
		.of(new Supervised("line", "REST_FOR_ONE", List.of("line/reader", "line/writer"), 5, 60_000L));

	private static final long TOKEN = 1_882_512_158_435_049_474L;

	private static final String ID_B = "b5a1f0c29d3e4b7a8c6d5e4f3a2b1c0d";

	@Test
	void theClusterOnThePageIsTheOneThatIsTold() {
		onThePage("cluster", cluster());
	}

	@Test
	void explanationsOnThePageAreThoseThatAreGiven() {
		onThePage("singleton", new SingletonExplanation("totals", "a",
				"it was given to this node as the most preferred, newest and least loaded, and stays until its node "
						+ "leaves, a node is preferred more, or its node has two singletons more than another",
				List.of(new CandidateDescriptor("a", new TreeSet<>(Set.of("web")), "eu-1", "has it", 0, "1.4.0", 0L, 1,
						1),
						new CandidateDescriptor("b", new TreeSet<>(), "eu-2", "cannot have it: it has no lease", null,
								null, null, null, 0)),
				List.of(new EventDescriptor(START, "SingletonActivated", "totals", null, TOKEN - 2, List.of("b")),
						new EventDescriptor(START.plusSeconds(58), "SingletonDeactivated", "totals",
								"handed over to another node", TOKEN - 2, List.of("b")),
						new EventDescriptor(START.plusSeconds(60), "SingletonActivated", "totals", null, TOKEN,
								List.of("a"))),
				Set.of("c")));
		onThePage("worker", new WorkerExplanation("donor", "D-17", 311, "b", "ACTIVE",
				"its key belongs to slot 311 of 1024, and every worker of a slot is on the slot's node, where the "
						+ "placement of the type has put it: CONSISTENT"));
		onThePage("node", new LossExplanation("a", Map.of("totals", "b"),
				Map.of("donor", new TreeMap<>(Map.of("b", 171, "c", 171))), List.of("singleton/printer")));
	}

	@Test
	void answersOfOperationsOnThePageAreThoseThatAreGiven() {
		onThePage("done", OperationDescriptor.done("it runs on b"));
		onThePage("refused", OperationDescriptor.refused("moves are paused: resume them first"));
		onThePage("unknown", OperationDescriptor.unknown("the node has not answered"));
		onThePage("reset", new ResetDescriptor("RESET", null, null, "9f1c22a07b3e4d55", GROUP, List.of("a", "b")));
		onThePage("reset-refused", ResetDescriptor.refused("MAJORITY_REACHABLE", "two of three answer"));
	}

	private void onThePage(String name, Object told) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(JacksonEndpointAutoConfiguration.class))
			.run((context) -> {
				JsonMapper mapper = context.getBean(EndpointJsonMapper.class).get();
				String page = Files.readString(PAGE);
				String json = Arrays.stream(page.split("```"))
					.filter((block) -> block.startsWith("json " + name + "\n"))
					.findFirst()
					.orElseThrow(() -> new AssertionError("The page has no block 'json " + name + "', it would be:\n"
							+ mapper.writerWithDefaultPrettyPrinter().writeValueAsString(told)));
				assertThat(mapper.readTree(json.substring(json.indexOf('\n'))))
					.as("json of %s:%n%s", name, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(told))
					.isEqualTo(mapper.readTree(mapper.writeValueAsString(told)));
			});
	}

	@Test
	void everyPartIsOnThePage() throws IOException {
		String page = Files.readString(PAGE);
		List<String> parts = Pattern.compile("^\\| `([a-z]+)` \\|", Pattern.MULTILINE)
			.matcher(page.substring(0, page.indexOf("\n## ")))
			.results()
			.map((found) -> found.group(1))
			.toList();
		assertThat(parts).containsExactlyElementsOf(ClusterParts.NAMES);
	}

	private static ClusterDescriptor cluster() {
		return new ClusterDescriptor("a", Set.of("c"), nodes(),
				new QuorumDescriptor(true, 61_000, 1700, 3, 3, REASON, PAUSED),
				new ConsensusDescriptor(GROUP, GroupStatus.Role.FOLLOWER, "b", 4, List.of("a", "b", "c"), List.of(),
						812, "", new ResetRecordDescriptor("9f1c22a07b3e4d55", "ann", "rack 2 burnt down", START)),
				List.of(new SessionDescriptor("5f0c5b0e@1882512158435049473", "a", false, 2000)), List.of(singleton()),
				Map.of("donor",
						new TreeMap<>(Map.of("a", Map.of(Ownership.State.ACTIVE, 342), "b",
								Map.of(Ownership.State.ACTIVE, 341), "c", Map.of(Ownership.State.ACTIVE, 341)))),
				new WorkersDescriptor(
						List.of(new WorkerTypeDescriptor("donor", 1024, "CONSISTENT", new TreeSet<>(Set.of("a", "b")))),
						new TreeMap<>(Map.of("a", Map.of("donor", 7), "b", Map.of("donor", 9))),
						SupervisionDescriptor.of(Map.of("a", LINE, "b", LINE)),
						List.of(new GroupDescriptor("coast", new TreeMap<>(Map.of("a", 2, "b", 3)))), Set.of("c")),
				new RebalanceDescriptor(PAUSED, plan(), Set.of("c")),
				new TopicsDescriptor(Map.of("a", List.of(topic())),
						Map.of("a", List.of(new ReliableStatistics("orders", "statement", 31, 29, 0, 0, 2, 0))),
						Set.of("c")),
				new ServicesDescriptor(Map.of("b", List.of(new ServiceStatistics("com.acme.Reports", 1, 40, 2, 0))),
						Set.of("c")),
				List.of(new NameDescriptor("mailer", Guarantee.STRONG, null, "b", true, TOKEN + 2),
						new NameDescriptor("cache", Guarantee.AVAILABLE, "web", "a", true, TOKEN + 5)),
				List.of(new GroupDescriptor("renderers", new TreeMap<>(Map.of("a", 1, "b", 2)))),
				List.of(new PresenceDescriptor("campaign/7", 2, new TreeMap<>(Map.of("a", 2, "b", 1)))),
				List.of(new LockDescriptor("till", "a", true, TOKEN + 3, List.of("b"))),
				List.of(new LockDescriptor("importer", "b", true, TOKEN + 4, List.of("a"))),
				new PartitionsDescriptor(271, 90, new TreeMap<>(Map.of("a", 90, "b", 91, "c", 90)), 0, 0, 2, true),
				new EventsDescriptor(
						List.of(new EventDescriptor(START.plusSeconds(60), "SingletonActivated", "totals", null, TOKEN,
								List.of("a")),
								new EventDescriptor(
										START.plusSeconds(65), "NodeLost", "d",
										"no longer a member of the Hazelcast cluster", null, List.of("b", "a")),
								new EventDescriptor(START.plusSeconds(90), "NameLost", "cache@web",
										"two nodes held the name, this one since 2026-11-21T12:01:07.250Z-0000, and the one of "
												+ "2026-11-21T12:01:09.125Z-0000 is kept",
										TOKEN + 6, List.of("b"))),
						Set.of("c")));
	}

	private static PlanDescriptor plan() {
		return new PlanDescriptor("b", true, List.of(new MovesDescriptor("slot", "donor", "d", "b", "NOT_KEPT", 3)),
				List.of(new MovesDescriptor("slot", "donor", "a", "c", "BALANCE", 85)), List.of("PAUSED"), 1, 128);
	}

	private static List<NodeDescriptor> nodes() {
		ReportDescriptor report = new ReportDescriptor(List.of("a", "b", "c"), true, 1700, REASON, GROUP, "FOLLOWER",
				"b", 4, 812, true, false);
		return List.of(
				new NodeDescriptor(ID_A, "a", "10.0.0.1:5701", Node.State.UP, Set.of("web"), "eu", "eu-1", "1.4.0",
						START, true, report),
				new NodeDescriptor(ID_B, "c", "10.0.0.3:5701", Node.State.UP, Set.of(), "eu", "eu-2", "1.4.0", START,
						false, null));
	}

	private static SingletonDescriptor singleton() {
		return new SingletonDescriptor("totals", Guarantee.STRONG, "a", ID_A, Ownership.State.ACTIVE, true, TOKEN,
				5000L, SingletonState.ACTIVE, 5000, List.of(new ScheduleDescriptor("Totals.publish", MisfireRule.SKIP,
						START.plusSeconds(64), "a", 3L, false, START.plusSeconds(65))));
	}

	private static TopicStatistics topic() {
		return new TopicStatistics("totals", 12, 24, 0, 12, 2,
				List.of(new TopicStatistics.SubscriberStatistics("keep", 0, 12, 0, 0, 0)));
	}

}
