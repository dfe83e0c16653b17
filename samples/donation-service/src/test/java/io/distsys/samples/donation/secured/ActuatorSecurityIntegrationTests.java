package io.distsys.samples.donation.secured;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.management.JMException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.distsys.samples.donation.DonationServiceApplication;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** What the Actuator of the service lets whom do, over HTTP and over JMX. */
class ActuatorSecurityIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final String CLUSTER = "/actuator/cluster";

	private static final String NODE = CLUSTER + "/nodes/only";

	private static final String DRAIN = "{\"action\": \"drain\"}";

	private static final Path PAGE = Path.of("../../docs/actuator.md");

	private static final Path SOURCE = Path
		.of("src/test/java/io/distsys/samples/donation/secured/SecuredActuator.java");

	private final HttpClient http = HttpClient.newHttpClient();

	private ConfigurableApplicationContext service;

	private void start(String access) {
		this.service = new SpringApplicationBuilder(DonationServiceApplication.class, SecuredActuator.class,
				Audits.class)
			.properties("spring.main.banner-mode=off", "server.address=127.0.0.1", "distsys.cluster.node-name=only",
					"distsys.lease.ttl=10s", "distsys.discovery.type=none", "distsys.network.bind-address=127.0.0.1",
					"distsys.network.port-count=100", "spring.jmx.enabled=true",
					"management.endpoints.jmx.exposure.include=cluster", "management.endpoint.cluster.access=" + access)
			.run("--server.port=0", "--distsys.cluster.name=secured-" + ProcessHandle.current().pid());
		Awaitility.await()
			.atMost(LONG)
			.until(() -> get("vera", CLUSTER + "/quorum").body().contains("\"present\":true"));
	}

	@AfterEach
	void stop() {
		if (this.service != null) {
			this.service.close();
		}
	}

	private HttpResponse<String> get(String user, String path) throws IOException, InterruptedException {
		return send(user, request(path).GET());
	}

	private HttpResponse<String> post(String user, String path, String body) throws IOException, InterruptedException {
		return send(user, request(path).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	private HttpRequest.Builder request(String path) {
		String port = this.service.getEnvironment().getProperty("local.server.port");
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(LONG);
	}

	private HttpResponse<String> send(String user, HttpRequest.Builder request)
			throws IOException, InterruptedException {
		if (!user.isEmpty()) {
			byte[] credentials = (user + ":password-of-" + user).getBytes(StandardCharsets.UTF_8);
			request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
		}
		return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	@Test
	void readOnlyActuatorTellsThoseWhoMayLookAndDoesNothingForAnybody() throws Exception {
		start("read-only");
		assertThat(get("", "/actuator/health").statusCode()).isEqualTo(200);
		assertThat(get("", CLUSTER).statusCode()).isEqualTo(401);
		assertThat(get("vera", CLUSTER).statusCode()).isEqualTo(200);
		assertThat(get("vera", CLUSTER).body()).contains("\"nodes\"", "\"only\"");
		assertThat(post("", NODE, DRAIN).statusCode()).isEqualTo(401);
		assertThat(post("vera", NODE, DRAIN).statusCode()).isEqualTo(403);
		assertThat(post("olga", NODE, DRAIN).statusCode()).isEqualTo(405);
		assertThat(audits()).isEmpty();
	}

	@Test
	void readOnlyActuatorTellsOverJmxAndRefusesToAct() throws Exception {
		start("read-only");
		assertThat(operationsOverJmx()).contains("cluster", "part", "explain").doesNotContain("operate", "reset");
		assertThat(overJmx("cluster")).contains("unanswered=[]", "name=donation-totals", "present=true");
		assertThat(overJmx("part", "nodes")).startsWith("{nodes=[").contains("name=only", "state=UP");
		Awaitility.await()
			.atMost(LONG)
			.untilAsserted(() -> assertThat(overJmx("explain", "singletons", "donation-totals", null))
				.contains("owner=only", "verdict=has it", "type=SingletonActivated"));
		assertThatThrownBy(() -> overJmx("operate", "nodes", "only", "drain", null, null, null, null))
			.hasStackTraceContaining("operate");
		assertThatThrownBy(() -> overJmx("reset", "consensus", "olga", "fire")).hasStackTraceContaining("reset");
		assertThat(get("vera", CLUSTER + "/nodes").body()).contains("\"drained\":false");
		assertThat(audits()).isEmpty();
	}

	@Test
	void unrestrictedActuatorActsForOperatorsOnly() throws Exception {
		start("unrestricted");
		assertThat(post("", NODE, DRAIN).statusCode()).isEqualTo(401);
		assertThat(post("vera", NODE, DRAIN).statusCode()).isEqualTo(403);
		assertThat(audits()).isEmpty();
		HttpResponse<String> drained = post("olga", NODE, DRAIN);
		assertThat(drained.statusCode()).as(drained.body()).isEqualTo(200);
		assertThat(drained.body()).contains("\"DONE\"");
		assertThat(audits()).extracting(AuditEvent::getPrincipal, AuditEvent::getType)
			.containsExactly(tuple("olga", "distsys.nodes.drain"));
		assertThat(post("olga", CLUSTER + "/consensus", "{}").statusCode()).isEqualTo(400);
		assertThat(post("olga", CLUSTER + "/nodes/nobody", DRAIN).statusCode()).isEqualTo(404);
		assertThat(audits()).extracting(AuditEvent::getPrincipal, (event) -> event.getData().get("outcome"))
			.endsWith(tuple("olga", "INVALID"), tuple("olga", "NOT_FOUND"));
	}

	@Test
	void unrestrictedActuatorActsOverJmxForWhoeverReachesTheMBeans() throws Exception {
		start("unrestricted");
		assertThat(operationsOverJmx()).contains("cluster", "operate", "reset");
		assertThat(overJmx("part", "quorum")).contains("present=true");
		assertThat(overJmx("operate", "nodes", "only", "drain", null, null, "olga", null)).contains("outcome=DONE");
		assertThat(overJmx("operate", "nodes", "only", "undrain", null, null, null, null)).contains("outcome=DONE");
		assertThat(audits()).extracting(AuditEvent::getPrincipal, AuditEvent::getType)
			.containsExactly(tuple("olga", "distsys.nodes.drain"), tuple("unknown", "distsys.nodes.undrain"));
	}

	@Test
	void thePageShowsTheChainThatIsTried() throws IOException {
		String source = Files.readString(SOURCE);
		String chain = source.substring(source.indexOf("\t@Bean\n\tSecurityFilterChain"),
				source.indexOf("\t@Bean\n\tUserDetailsService"));
		List<String> lines = chain.stripTrailing().lines().map((line) -> line.replaceFirst("^\t", "")).toList();
		assertThat(Files.readString(PAGE)).contains("```java\n" + String.join("\n", lines) + "\n```");
	}

	private List<AuditEvent> audits() {
		return this.service.getBean(Audits.class).events.stream()
			.filter((event) -> event.getType().startsWith("distsys."))
			.toList();
	}

	private static ObjectName endpoint(MBeanServer server) throws JMException {
		Set<ObjectName> names = server
			.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=Cluster,*"), null);
		assertThat(names).hasSize(1);
		return names.iterator().next();
	}

	/** What an operation of the MBean answers, all of whose parameters are texts. */
	private static String overJmx(String operation, String... arguments) throws JMException {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		String[] types = Arrays.stream(arguments).map((argument) -> String.class.getName()).toArray(String[]::new);
		return String.valueOf(server.invoke(endpoint(server), operation, arguments, types));
	}

	private static List<String> operationsOverJmx() throws JMException {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		return Arrays.stream(server.getMBeanInfo(endpoint(server)).getOperations())
			.map(MBeanOperationInfo::getName)
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	static class Audits {

		final List<AuditEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void onEvent(AuditApplicationEvent event) {
			this.events.add(event.getAuditEvent());
		}

	}

}
