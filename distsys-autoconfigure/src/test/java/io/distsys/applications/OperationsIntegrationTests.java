package io.distsys.applications;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.distsys.cluster.Cluster;
import io.distsys.ownership.Guarantee;
import io.distsys.registry.ClusterRegistries;
import io.distsys.registry.Registration;
import io.distsys.registry.RegistrationResult;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonState;
import io.distsys.worker.Distributed;
import io.distsys.worker.WorkerNode;
import io.distsys.worker.Workers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What an operator does to two nodes, over HTTP of one of them. */
class OperationsIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	@RegisterExtension
	final Applications applications = new Applications("operations", 17921);

	private final HttpClient client = HttpClient.newBuilder().connectTimeout(LONG).build();

	private ConfigurableApplicationContext asked;

	@BeforeEach
	void startTwoNodes() {
		this.asked = start("a", "UNRESTRICTED");
		start("b", "READ_ONLY");
		await().atMost(LONG).until(() -> this.asked.getBean(Cluster.class).view().nodes().size() == 2);
		await().atMost(LONG).until(() -> hasLedger("a") || hasLedger("b"));
		await().atMost(LONG).until(() -> ownedSlots("a") > 0 && ownedSlots("b") > 0);
	}

	private ConfigurableApplicationContext start(String name, String access) {
		return this.applications.start(new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET),
				name, "server.port=0", "management.endpoints.web.exposure.include=cluster",
				"management.endpoint.cluster.access=" + access, "spring.jackson.property-naming-strategy=SNAKE_CASE");
	}

	private ConfigurableApplicationContext node(String name) {
		return this.applications.all()
			.stream()
			.filter((node) -> node.getBean(Cluster.class).self().name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private boolean hasLedger(String name) {
		return isActive(name, "ledger");
	}

	private boolean isActive(String node, String singleton) {
		return node(node).getBean(ClusterSingletons.class)
			.status()
			.stream()
			.anyMatch((status) -> status.name().equals(singleton) && status.state() == SingletonState.ACTIVE);
	}

	private int ownedSlots(String name) {
		return node(name).getBean(WorkerNode.class).statistics().get(0).ownedSlots();
	}

	private HttpResponse<String> post(ConfigurableApplicationContext node, String path, String json)
			throws IOException, InterruptedException {
		URI address = URI.create("http://localhost:" + node.getEnvironment().getProperty("local.server.port")
				+ "/actuator/cluster/" + path);
		return this.client.send(HttpRequest.newBuilder(address)
			.timeout(LONG)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json))
			.build(), HttpResponse.BodyHandlers.ofString());
	}

	private JsonNode operate(String path, String json) throws IOException, InterruptedException {
		HttpResponse<String> response = post(this.asked, path, json);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(response.body());
	}

	private List<AuditEvent> audits() {
		return this.asked.getBean(Audits.class).events;
	}

	private AuditEvent lastAudit() {
		return audits().get(audits().size() - 1);
	}

	/** What was asked for, in that order, and what became of it. */
	private List<String> audited() {
		return audits().stream().map((event) -> event.getType() + " " + event.getData().get("outcome")).toList();
	}

	@Test
	void aSingletonMovesToTheNodeThatIsNamedAndStaysThere() throws Exception {
		String from = hasLedger("a") ? "a" : "b";
		String to = from.equals("a") ? "b" : "a";
		JsonNode answer = operate("singletons/ledger", "{\"action\": \"move\", \"to\": \"" + to + "\"}");
		assertThat(answer.path("outcome").asString()).as(answer.toString()).isEqualTo("DONE");
		await().atMost(LONG).until(() -> hasLedger(to) && !hasLedger(from));
		assertThat(lastAudit().getType()).isEqualTo("distsys.singletons.move");
		assertThat(lastAudit().getData()).containsEntry("name", "ledger")
			.containsEntry("to", to)
			.containsEntry("askedOn", "a")
			.containsEntry("outcome", "DONE");
		answer = operate("singletons/ledger", "{\"action\": \"move\", \"to\": \"" + to + "\"}");
		assertThat(answer.path("message").asString()).isEqualTo("it is on node '" + to + "' already");
		await().atMost(LONG).untilAsserted(() -> {
			JsonNode refused = operate("singletons/ledger", "{\"action\": \"move\", \"to\": \"c\"}");
			assertThat(refused.path("outcome").asString()).isEqualTo("REFUSED");
			assertThat(refused.path("message").asString()).isEqualTo("node 'c' does not offer it, these do: [a, b]");
		});
		assertThat(hasLedger(to)).isTrue();
		answer = operate("singletons/ledger", "{\"action\": \"move\"}");
		assertThat(answer.path("outcome").asString()).as(answer.toString()).isEqualTo("DONE");
		await().atMost(LONG).until(() -> hasLedger(from));
		assertThat(post(this.asked, "singletons/nobody", "{\"action\": \"move\"}").statusCode()).isEqualTo(404);
		assertThat(post(this.asked, "singletons/ledger", "{\"action\": \"fly\"}").statusCode()).isEqualTo(400);
		assertThat(post(this.asked, "singletons/ledger", "{\"action\": \"move\", \"node\": \"b\"}").statusCode())
			.isEqualTo(400);
		assertThat(post(this.asked, "consensus", "{\"by\": \"ann\", \"why\": \"x\", \"dryRun\": true}").statusCode())
			.isEqualTo(400);
	}

	@Test
	void aDrainedNodeHasNothingUntilItIsUndrained() throws Exception {
		JsonNode answer = operate("nodes/b", "{\"action\": \"drain\"}");
		assertThat(answer.path("outcome").asString()).as(answer.toString()).isEqualTo("DONE");
		await().atMost(LONG).until(() -> ownedSlots("b") == 0 && hasLedger("a"));
		assertThat(node("a").getBean(Workers.class).of(Counter.class).withTimeout(LONG).get("k").increment()).isOne();
		answer = operate("nodes/a", "{\"action\": \"drain\"}");
		assertThat(answer.path("message").asString()).contains("no other node offers it", "singleton/ledger",
				"slot/counter");
		assertThat(hasLedger("a")).isTrue();
		operate("nodes/b", "{\"action\": \"undrain\"}");
		operate("nodes/a", "{\"action\": \"undrain\"}");
		await().atMost(LONG).until(() -> ownedSlots("b") > 0);
		assertThat(lastAudit().getType()).isEqualTo("distsys.nodes.undrain");
		assertThat(post(this.asked, "nodes/c", "{\"action\": \"drain\"}").statusCode()).isEqualTo(404);
	}

	@Test
	void aNodeThatIsUndrainedGetsNothingUntilMovesAreResumed() throws Exception {
		assertThat(post(this.asked, "rebalance/moves", "{\"action\": \"pause\"}").statusCode()).isEqualTo(400);
		assertThat(post(this.asked, "rebalance/all", "{\"action\": \"now\"}").statusCode()).isEqualTo(404);
		JsonNode answer = operate("rebalance/moves",
				"{\"action\": \"pause\", \"by\": \"ann\", \"why\": \"a new disk\"}");
		assertThat(answer.path("outcome").asString()).as(answer.toString()).isEqualTo("DONE");
		assertThat(lastAudit().getType()).isEqualTo("distsys.rebalance.pause");
		assertThat(lastAudit().getPrincipal()).isEqualTo("ann");
		assertThat(lastAudit().getData()).containsEntry("why", "a new disk").containsEntry("outcome", "DONE");
		operate("nodes/b", "{\"action\": \"drain\"}");
		await().atMost(LONG).until(() -> ownedSlots("b") == 0);
		operate("nodes/b", "{\"action\": \"undrain\"}");
		await().atMost(LONG).untilAsserted(() -> {
			JsonNode told = explain("rebalance").path("rebalance");
			assertThat(told.path("paused").path("by").asString("")).isEqualTo("ann");
			assertThat(told.path("plan").path("leading").asBoolean(false)).isTrue();
			assertThat(told.path("plan").path("hindrances").values()).map(JsonNode::asString).containsExactly("PAUSED");
			JsonNode held = told.path("plan").path("held").path(0);
			assertThat(held.path("name").asString("")).isEqualTo("counter");
			assertThat(held.path("from").asString("")).isEqualTo("a");
			assertThat(held.path("to").asString("")).isEqualTo("b");
			assertThat(held.path("reason").asString("")).isEqualTo("BALANCE");
			assertThat(held.path("count").asInt(0)).isPositive();
		});
		assertThat(ownedSlots("b")).isZero();
		assertThat(explain("quorum").path("quorum").path("movesPaused").path("why").asString(""))
			.isEqualTo("a new disk");
		answer = operate("rebalance/moves", "{\"action\": \"now\"}");
		assertThat(answer.path("outcome").asString()).isEqualTo("REFUSED");
		answer = operate("rebalance/moves", "{\"action\": \"pause\", \"by\": \"bob\", \"why\": \"quiet\"}");
		assertThat(answer.path("message").asString("")).contains("ann", "a new disk");
		assertThat(operate("rebalance/moves", "{\"action\": \"resume\"}").path("outcome").asString()).isEqualTo("DONE");
		assertThat(operate("rebalance/moves", "{\"action\": \"now\"}").path("outcome").asString()).isEqualTo("DONE");
		await().atMost(LONG).until(() -> ownedSlots("b") > 0);
		assertThat(operate("rebalance/moves", "{\"action\": \"resume\"}").path("message").asString(""))
			.isEqualTo("moves are not paused");
		assertThat(audited()).containsExactly("distsys.rebalance.pause INVALID", "distsys.rebalance.now NOT_FOUND",
				"distsys.rebalance.pause DONE", "distsys.nodes.drain DONE", "distsys.nodes.undrain DONE",
				"distsys.rebalance.now REFUSED", "distsys.rebalance.pause REFUSED", "distsys.rebalance.resume DONE",
				"distsys.rebalance.now DONE", "distsys.rebalance.resume REFUSED");
	}

	@Test
	void aWorkerIsRestartedAndStopped() throws Exception {
		Counter counter = node("b").getBean(Workers.class).of(Counter.class).withTimeout(LONG).get("k");
		// Its slot may be on its way still, and takes no state with it.
		await().atMost(LONG).untilAsserted(() -> {
			assertThat(counter.increment()).isGreaterThan(1);
			isDone("{\"action\": \"restart\", \"key\": \"k\"}");
			assertThat(counter.increment()).isOne();
		});
		await().atMost(LONG).untilAsserted(() -> {
			counter.increment();
			isDone("{\"action\": \"stop\", \"key\": \"k\"}");
		});
		assertThat(lastAudit().getData()).containsEntry("name", "counter").containsEntry("key", "k");
		JsonNode answer = operate("workers/counter", "{\"action\": \"stop\", \"key\": \"k\"}");
		assertThat(answer.path("message").asString()).isEqualTo("there is no such worker");
		assertThat(post(this.asked, "workers/counter", "{\"action\": \"stop\"}").statusCode()).isEqualTo(400);
		assertThat(audited()).contains("distsys.workers.restart DONE", "distsys.workers.stop DONE")
			.endsWith("distsys.workers.stop INVALID");
	}

	private void isDone(String json) throws IOException, InterruptedException {
		JsonNode answer = operate("workers/counter", json);
		assertThat(answer.path("outcome").asString()).as(answer.toString()).isEqualTo("DONE");
	}

	private JsonNode explain(String path) throws IOException, InterruptedException {
		URI address = URI.create("http://localhost:" + node("b").getEnvironment().getProperty("local.server.port")
				+ "/actuator/cluster" + (path.isEmpty() ? "" : "/" + path));
		HttpResponse<String> response = this.client.send(HttpRequest.newBuilder(address).timeout(LONG).build(),
				HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(response.body());
	}

	@Test
	void whyThingsAreWhereTheyAreIsExplained() throws Exception {
		String owner = hasLedger("a") ? "a" : "b";
		await().atMost(LONG).untilAsserted(() -> {
			JsonNode singleton = explain("singletons/ledger");
			assertThat(singleton.path("owner").asString("")).isEqualTo(owner);
			assertThat(singleton.path("candidates").findValuesAsString("verdict")).containsExactlyInAnyOrder("has it",
					"could have it");
		});
		await().atMost(LONG).untilAsserted(() -> {
			node("a").getBean(Workers.class).of(Counter.class).withTimeout(LONG).get("k").increment();
			String slotOwner = explain("workers/counter?key=k").path("owner").asString("");
			assertThat(slotOwner).isIn("a", "b");
			assertThat(node(slotOwner).getBean(WorkerNode.class).list("counter")).containsExactly("k");
		});
		await().atMost(LONG).untilAsserted(() -> {
			JsonNode loss = explain("nodes/b");
			assertThat(loss.path("slots").path("counter").path("a").asInt(0)).isEqualTo(ownedSlots("b")).isPositive();
			assertThat(loss.path("singletons").path("ledger").asString("")).isEqualTo(owner.equals("b") ? "a" : "");
			assertThat(loss.path("lost")).isEmpty();
		});
	}

	@Test
	void anAvailableSingletonIsExplainedAndMovesOnlyByADrain() throws Exception {
		await().atMost(LONG).until(() -> isActive("a", "feed") != isActive("b", "feed"));
		await().atMost(LONG).untilAsserted(() -> {
			JsonNode feed = explain("singletons/feed");
			assertThat(feed.path("owner").asString("")).isEqualTo(isActive("a", "feed") ? "a" : "b");
			assertThat(feed.path("why").asString("")).startsWith("it is available: ");
			assertThat(feed.path("candidates").findValuesAsString("verdict")).containsExactlyInAnyOrder("has it",
					"could have it, another is preferred");
		});
		JsonNode refused = operate("singletons/feed", "{\"action\": \"move\"}");
		assertThat(refused.path("outcome").asString()).isEqualTo("REFUSED");
		assertThat(refused.path("message").asString()).contains("a function of the nodes in view");
		String owner = isActive("a", "feed") ? "a" : "b";
		String other = owner.equals("a") ? "b" : "a";
		operate("nodes/" + owner, "{\"action\": \"drain\"}");
		await().atMost(LONG).until(() -> isActive(other, "feed") && !isActive(owner, "feed"));
		operate("nodes/" + owner, "{\"action\": \"undrain\"}");
		await().atMost(LONG).until(() -> isActive(owner, "feed") && !isActive(other, "feed"));
	}

	@Test
	void theJsonIsTheSameHoweverTheApplicationWritesItsOwn() throws Exception {
		assertThat(explain("singletons").path("singletons").path(0).propertyNames()).contains("localState")
			.doesNotContain("local_state");
		assertThat(explain("").path("nodes").path(0).propertyNames()).contains("startedAt");
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(explain("events").path("events").path("events").values())
				.filteredOn((event) -> event.path("type").asString().equals("NodeReady"))
				.isNotEmpty()
				.noneMatch((event) -> event.has("reason")));
	}

	/** Two nodes that register it in the same moment do not see each other in time. */
	@Test
	void aNameThatANodeHasLostIsAmongTheEvents() throws Exception {
		List<Registration> registered = new CopyOnWriteArrayList<>();
		AtomicInteger attempts = new AtomicInteger();
		await().atMost(LONG).until(() -> {
			String attempt = "twice/" + attempts.incrementAndGet();
			registered.clear();
			Stream.of("a", "b").parallel().map((node) -> register(node, attempt)).forEach(registered::addAll);
			return registered.size() == 2;
		});
		String name = registered.get(0).name();
		await().atMost(LONG).until(() -> registered.stream().filter(Registration::isHeld).count() == 1);
		Registration lost = registered.stream().filter((one) -> !one.isHeld()).findFirst().orElseThrow();
		await().atMost(LONG)
			.untilAsserted(() -> assertThat(explain("events").path("events").path("events").values())
				.filteredOn((event) -> event.path("type").asString("").equals("NameLost")
						&& event.path("about").asString("").equals(name))
				.singleElement()
				.satisfies((event) -> {
					assertThat(event.path("reason").asString("")).startsWith("two nodes held the name");
					assertThat(event.path("token").asLong(0)).isEqualTo(lost.token().value());
					assertThat(event.path("seenBy")).hasSize(1);
				}));
	}

	private List<Registration> register(String node, String name) {
		RegistrationResult result = node(node).getBean(ClusterRegistries.class)
			.get(Guarantee.AVAILABLE)
			.register(name, Map.of());
		return (result instanceof RegistrationResult.Registered done) ? List.of(done.registration()) : List.of();
	}

	@Test
	void nothingIsDoneWhereAccessIsReadOnly() throws Exception {
		assertThat(post(node("b"), "nodes/a", "{\"action\": \"drain\"}").statusCode()).isIn(404, 405);
		assertThat(post(node("b"), "consensus", "{\"by\": \"ann\", \"why\": \"fire\"}").statusCode()).isEqualTo(405);
		assertThat(node("b").getBean(Audits.class).events).isEmpty();
	}

	interface Ledger {

	}

	@ClusterSingleton("ledger")
	static class LedgerBean implements Ledger {

	}

	@ClusterSingleton(name = "feed", guarantee = Guarantee.AVAILABLE)
	static class Feed implements Ledger {

	}

	interface Counter {

		int increment();

	}

	@Distributed("counter")
	static class CounterWorker implements Counter {

		private int count;

		@Override
		public int increment() {
			return ++this.count;
		}

	}

	static class Audits {

		final List<AuditEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void onAudit(AuditApplicationEvent event) {
			this.events.add(event.getAuditEvent());
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Audits audits() {
			return new Audits();
		}

		@Bean
		LedgerBean ledger() {
			return new LedgerBean();
		}

		@Bean
		Feed feed() {
			return new Feed();
		}

	}

}
