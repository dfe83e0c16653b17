package io.distsys.autoconfigure.diagnostics;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.hazelcast.instance.BuildInfoProvider;
import io.distsys.hazelcast.TestKeys;
import io.distsys.hazelcast.discovery.StubDnsServer;
import io.distsys.hazelcast.discovery.StubKubernetesApi;
import io.distsys.hazelcast.guard.Refusal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.hazelcast.autoconfigure.HazelcastConfigCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What a person reads when a node does not find the others, or is not let in by them.
 */
@ExtendWith(OutputCaptureExtension.class)
class MeetingFailureAnalysisTests {

	/** Of the page: the other class prints the rest of it. */
	static final Set<String> SECTIONS = Set.of("Other nodes cannot be found", "Other nodes do not let it in");

	private static final String VERSION_OVERRIDE = "hazelcast.internal.override.version";

	@RegisterExtension
	static final TroubleshootingPage PAGE = TroubleshootingPage.of(SECTIONS);

	private static final String SERVICE = "distsys.discovery.kubernetes.service-name=nodes";

	@TempDir
	private static Path directory;

	private static Path token;

	private static TestKeys keys;

	private static Path authority;

	@BeforeAll
	static void makeFiles() throws Exception {
		keys = new TestKeys(directory, "api");
		new TestKeys(directory, "stranger");
		token = Files.writeString(directory.resolve("token"), StubKubernetesApi.token());
		authority = Files.writeString(directory.resolve("ca.crt"), keys.pem());
	}

	private static String[] asking(StubKubernetesApi api, String what, Path tokenFile, Path caFile) {
		return new String[] { what, "distsys.discovery.kubernetes.namespace=shop",
				"distsys.discovery.kubernetes.api-server=" + api.url(),
				"distsys.discovery.kubernetes.token-file=" + tokenFile,
				"distsys.discovery.kubernetes.ca-file=" + caFile, "distsys.discovery.timeout=1ms" };
	}

	@ParameterizedTest
	@CsvSource({ "distsys.discovery.type=dns, distsys.discovery.dns.name is empty, Set distsys.discovery.dns.name",
			"distsys.discovery.type=kubernetes, does not say what to look for, distsys.discovery.kubernetes.service-dns",
			"distsys.discovery.type=spring-cloud, nothing says which service, distsys.discovery.spring-cloud.service-id",
			"distsys.cluster.minimum-size-timeout=1ms, The cluster has 1 of the 2 nodes, Start the other nodes" })
	void wayThatIsNotConfiguredIsExplained(String property, String description, String action, CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, Application.class, property, "distsys.cluster.name=meeting",
				"distsys.cluster.minimum-size=2");
		assertThat(explanation.description()).contains(description);
		assertThat(explanation.action()).contains(action);
	}

	@ParameterizedTest
	@CsvSource({ "401, it does not accept the token, is the one of the pod's service account",
			"403, the service account of the pod may not list them, verb list on endpointslices in discovery.k8s.io",
			"404, there is no such thing, Look at distsys.discovery.kubernetes.namespace",
			"500, answered 500, Look whether the pod reaches the API server" })
	void kubernetesThatRefusesIsExplained(int status, String description, String action, CapturedOutput output)
			throws Exception {
		try (StubKubernetesApi api = new StubKubernetesApi(keys.context())) {
			api.fail(status);
			Explanation explanation = PAGE.explanation(output, Application.class,
					asking(api, SERVICE, token, authority));
			assertThat(explanation.description()).contains(description, "the service nodes in the namespace shop");
			assertThat(explanation.action()).contains(action);
		}
	}

	@Test
	void roleThatMayListPodsIsNamedWherePodsAreAskedFor(CapturedOutput output) throws Exception {
		try (StubKubernetesApi api = new StubKubernetesApi(keys.context())) {
			api.fail(403);
			Explanation explanation = PAGE.explanation(output, Application.class,
					asking(api, "distsys.discovery.kubernetes.pod-labels=app=nodes", token, authority));
			assertThat(explanation.description()).contains("the pods with the labels app=nodes");
			assertThat(explanation.action()).contains("docs/kubernetes/rbac.yaml", "namespace shop", "list on pods");
		}
	}

	@Test
	void tokenThatIsNotAcceptedOrCannotBeReadIsExplained(CapturedOutput output) throws Exception {
		try (StubKubernetesApi api = new StubKubernetesApi(keys.context())) {
			Path other = Files.writeString(directory.resolve("other-token"), "of-somebody-else");
			assertThat(
					PAGE.explanation(output, Application.class, asking(api, SERVICE, other, authority)).description())
				.contains("401");
			assertThat(output).doesNotContain("of-somebody-else");
			Explanation missing = PAGE.explanation(output, Application.class,
					asking(api, SERVICE, directory.resolve("no-token"), authority));
			assertThat(missing.action()).contains("distsys.discovery.kubernetes.token-file");
		}
	}

	@Test
	void authorityThatDoesNotVouchOrCannotBeReadIsExplained(CapturedOutput output) throws Exception {
		try (StubKubernetesApi api = new StubKubernetesApi(keys.context())) {
			Path other = Files.writeString(directory.resolve("other-ca.crt"),
					new TestKeys(directory, "other-authority").pem());
			assertThat(PAGE.explanation(output, Application.class, asking(api, SERVICE, token, other)).action())
				.contains("distsys.discovery.kubernetes.ca-file to the certificate");
			assertThat(api.questions()).isEmpty();
			Explanation missing = PAGE.explanation(output, Application.class,
					asking(api, SERVICE, token, directory.resolve("no-ca.crt")));
			assertThat(missing.description()).contains("cannot be read from " + directory.resolve("no-ca.crt"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "SLOW, did not answer within 100 ms", "CUT, could not be asked",
			"CONFUSED, gave an answer that cannot be read" })
	void kubernetesThatDoesNotAnswerWellIsExplained(StubKubernetesApi.Mood mood, String description,
			CapturedOutput output) throws Exception {
		try (StubKubernetesApi api = new StubKubernetesApi(keys.context())) {
			api.feel(mood);
			String[] asking = asking(api, SERVICE, token, authority);
			String[] impatient = Arrays.copyOf(asking, asking.length + 1);
			impatient[asking.length] = "distsys.discovery.kubernetes.api-timeout="
					+ ((mood == StubKubernetesApi.Mood.SLOW) ? "100ms" : "30s");
			assertThat(PAGE.explanation(output, Application.class, impatient).description()).contains(description);
		}
	}

	@Test
	void serviceWithoutPodsAndNameWithoutRecordsAreExplained(CapturedOutput output) throws Exception {
		try (StubKubernetesApi api = new StubKubernetesApi(keys.context()); StubDnsServer dns = new StubDnsServer()) {
			assertThat(
					PAGE.explanation(output, Application.class, asking(api, SERVICE, token, authority)).description())
				.contains("There are no addresses of nodes in the endpoints of the service nodes");
			for (String record : List.of("a", "srv")) {
				Explanation explanation = PAGE.explanation(output, Application.class,
						"distsys.discovery.dns.name=nodes.test", "distsys.discovery.dns.record=" + record,
						"distsys.discovery.dns.server=" + dns.address(), "distsys.discovery.timeout=1ms");
				assertThat(explanation.description()).contains("records of nodes.test");
				assertThat(explanation.action()).contains("publishNotReadyAddresses");
			}
		}
	}

	@Test
	void registryThatFailsOrKnowsNoPortIsExplained(CapturedOutput output) {
		String[] asking = { "distsys.discovery.spring-cloud.service-id=nodes", "distsys.discovery.timeout=1ms" };
		assertThat(PAGE.explanation(output, WithFailingRegistry.class, asking).description())
			.contains("cannot tell the instances of the service 'nodes'", "connection refused");
		Explanation explanation = PAGE.explanation(output, Application.class, asking[0], asking[1],
				"spring.cloud.discovery.client.simple.instances.nodes[0].uri=http://10.0.0.7:8080",
				"spring.cloud.discovery.client.simple.instances.nodes[0].instanceId=n7",
				"spring.cloud.discovery.client.simple.instances.nodes[0].metadata.distsys-port=none");
		assertThat(explanation.description()).contains("'n7' at 10.0.0.7", "distsys-port=none");
	}

	/** Which nodes of one cluster cannot talk to each other. */
	static Stream<Arguments> strangers() {
		String secret = "distsys.security.secret=the-secret-of-the-cluster";
		return Stream.of(
				arguments(List.of(secret), List.of("distsys.security.secret=the-secret-of-a-stranger"),
						Refusal.OTHER_SECRET),
				arguments(List.of(secret), List.of(), Refusal.NO_SECRET),
				arguments(List.of(), List.of(secret), Refusal.NO_SECRET),
				arguments(bundle("api"), List.of(), Refusal.NO_TLS),
				arguments(List.of(), bundle("api"), Refusal.NO_TLS),
				arguments(bundle("api"), bundle("stranger"), Refusal.TLS));
	}

	private static List<String> bundle(String name) {
		Path store = directory.resolve(name + ".p12");
		String bundle = "spring.ssl.bundle.jks.nodes.";
		return List.of("distsys.security.ssl.bundle=nodes", bundle + "key.alias=node", bundle + "keystore.type=PKCS12",
				bundle + "keystore.location=file:" + store, bundle + "keystore.password=changeit",
				bundle + "truststore.type=PKCS12", bundle + "truststore.location=file:" + store,
				bundle + "truststore.password=changeit");
	}

	@ParameterizedTest
	@MethodSource("strangers")
	void nodeThatIsNotLetInIsToldWhoRefusedItAndWhy(List<String> ofTheCluster, List<String> own, Refusal reason,
			CapturedOutput output) {
		List<String> common = List.of("distsys.cluster.name=refused", "distsys.network.port=17951");
		try (ConfigurableApplicationContext first = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties(with(common, ofTheCluster))
			.run()) {
			Explanation explanation = PAGE.explanation(output, Application.class, with(common, own));
			assertThat(explanation.description()).contains("none of them let it in", "127.0.0.1:17951", reason.text(),
					"second cluster");
			assertThat(output).doesNotContain("the-secret-of-");
			assertThat(first.isRunning()).isTrue();
		}
	}

	private static String[] with(List<String> common, List<String> own) {
		return Stream.concat(common.stream(), own.stream()).toArray(String[]::new);
	}

	@Test
	void nodeThatWasReachedAtAnotherAddressIsExplained(CapturedOutput output) throws IOException {
		String[] common = { "distsys.cluster.name=translated", "distsys.security.secret=the-secret-of-the-cluster" };
		try (ConfigurableApplicationContext first = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties(common)
			.properties("distsys.network.port=17961")
			.run(); Relay relay = new Relay(17961)) {
			Explanation explanation = PAGE.explanation(output, Application.class, common[0], common[1],
					"distsys.network.port=17991", "distsys.network.bind-address=127.0.0.1",
					"distsys.discovery.tcp-ip.members=" + relay.address());
			assertThat(explanation.description()).contains(relay.address(), Refusal.OTHER_ADDRESS.text());
			assertThat(explanation.action()).contains("public address");
			assertThat(first.isRunning()).isTrue();
		}
	}

	@Test
	void clusterThatIsConfiguredOtherwiseIsExplained(CapturedOutput output) {
		String[] common = { "distsys.cluster.name=otherwise", "distsys.network.port=17981" };
		try (ConfigurableApplicationContext first = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties(common)
			.run()) {
			assertThat(PAGE.explanation(output, WithFewPartitions.class, common).description())
				.contains("does not take it");
			assertThat(first.isRunning()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "kubernetes", "heroku" })
	void cloudPlatformWithoutDiscoveryIsExplained(String platform, CapturedOutput output) {
		Explanation explanation = Explanation.of(output, Application.class,
				List.of("--spring.main.cloud-platform=" + platform));
		PAGE.requires(explanation);
		assertThat(explanation.description()).contains("a cluster of its own");
		assertThat(explanation.action()).contains("distsys.discovery.type=none");
	}

	@Test
	void twoWaysToFindNodesAreExplained(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, Application.class,
				"distsys.discovery.tcp-ip.members=10.0.0.7", "distsys.discovery.dns.name=nodes.test");
		assertThat(explanation.description()).contains("More than one way");
		assertThat(explanation.action()).contains("distsys.discovery.type");
	}

	@Test
	void dnsServerThatDoesNotAnswerIsExplained(CapturedOutput output) throws IOException {
		try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
			Explanation explanation = PAGE.explanation(output, Application.class,
					"distsys.discovery.dns.name=nodes.test", "distsys.discovery.timeout=1ms",
					"distsys.discovery.dns.timeout=30ms",
					"distsys.discovery.dns.server=127.0.0.1:" + silent.getLocalPort());
			assertThat(explanation.description()).contains("127.0.0.1:" + silent.getLocalPort(),
					"the A and AAAA records of nodes.test");
			assertThat(explanation.action()).contains("UDP and TCP port 53");
		}
	}

	@Test
	void registryWithoutAnInstanceIsExplained(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, Application.class,
				"distsys.discovery.spring-cloud.service-id=nodes", "distsys.discovery.timeout=1ms");
		assertThat(explanation.description()).contains("No registry knows an instance of the service 'nodes'",
				"'simpleDiscoveryClient'");
		assertThat(explanation.action()).contains("distsys.discovery.spring-cloud.service-id",
				"distsys.discovery.spring-cloud.require-instance", "distsys.cluster.expected-size");
	}

	@Test
	void applicationWithoutSpringCloudIsToldSo(CapturedOutput output) {
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		ClassLoader without = new FilteredClassLoader(DiscoveryClient.class);
		Thread.currentThread().setContextClassLoader(without);
		try {
			Explanation explanation = Explanation.of(output,
					new SpringApplicationBuilder(new DefaultResourceLoader(without), Application.class), List.of(),
					"distsys.discovery.spring-cloud.service-id=nodes");
			PAGE.requires(explanation);
			assertThat(explanation.description()).contains("Spring Cloud Commons is not on the class path");
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	@Test
	void applicationWithoutARegistryIsToldToAddOne(CapturedOutput output) {
		Explanation explanation = PAGE.explanation(output, Application.class,
				"distsys.discovery.spring-cloud.service-id=nodes",
				"spring.autoconfigure.exclude=" + SimpleDiscoveryClientAutoConfiguration.class.getName());
		assertThat(explanation.description()).contains("there is no DiscoveryClient bean");
		assertThat(explanation.action()).contains("Add the starter of a registry");
	}

	@Test
	void clusterOfAnotherVersionOfHazelcastIsExplained(CapturedOutput output) {
		String[] common = { "distsys.cluster.name=versions", "distsys.network.port=17971" };
		try (ConfigurableApplicationContext first = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties(common)
			.run()) {
			boolean older = BuildInfoProvider.getBuildInfo().getVersion().startsWith("5.5");
			System.setProperty(VERSION_OVERRIDE, older ? "5.7.0" : "5.5.0");
			Explanation explanation = PAGE.explanation(output, Application.class, common);
			assertThat(explanation.description()).contains("does not take it",
					"is not compatible with cluster version");
			assertThat(explanation.action()).contains("'hazelcast.version'", "stop all nodes");
			assertThat(first.isRunning()).isTrue();
		}
		finally {
			System.clearProperty(VERSION_OVERRIDE);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithFewPartitions {

		@Bean
		HazelcastConfigCustomizer fewPartitions() {
			return (config) -> config.setProperty("hazelcast.partition.count", "31");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = SimpleDiscoveryClientAutoConfiguration.class)
	static class WithFailingRegistry {

		@Bean
		DiscoveryClient registry() {
			return new DiscoveryClient() {

				@Override
				public String description() {
					return "a registry that is away";
				}

				@Override
				public List<ServiceInstance> getInstances(String serviceId) {
					throw new IllegalStateException("connection refused");
				}

				@Override
				public List<String> getServices() {
					return List.of();
				}

			};
		}

	}

}
