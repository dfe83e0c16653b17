package io.distsys.autoconfigure.hazelcast;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.hazelcast.config.Config;
import io.distsys.cloud.ClusterDiscoveryClient;
import io.distsys.hazelcast.TestKeys;
import io.distsys.hazelcast.discovery.AddressSource;
import io.distsys.hazelcast.discovery.DiscoveryException;
import io.distsys.hazelcast.discovery.StubKubernetesApi;
import io.distsys.hazelcast.discovery.Discovery;
import io.distsys.spring.HazelcastShutdown;
import io.distsys.spring.InvalidPropertyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.discovery.DiscoveryClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/** Which properties choose which way to find nodes. */
class DiscoveryConfigurationTests {

	private ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(DiscoveryConfiguration.class)
		.withBean(HazelcastShutdown.class, HazelcastShutdown::new);

	private void chosen(Discovery expected, String... properties) {
		this.runner.withPropertyValues(properties)
			.run((context) -> assertThat(context.getBean(Discovery.class)).isEqualTo(expected));
	}

	private void polled(String description, String... properties) {
		this.runner.withPropertyValues(properties)
			.run((context) -> assertThat(context.getBean(Discovery.class)).isInstanceOfSatisfying(
					Discovery.Polled.class,
					(polled) -> assertThat(polled.source().description()).isEqualTo(description)));
	}

	private void refused(String reason, String action, String... properties) {
		this.runner.withPropertyValues(properties)
			.run((context) -> assertThat(context.getStartupFailure())
				.hasRootCauseInstanceOf(InvalidPropertyException.class)
				.rootCause()
				.hasMessageContaining(reason)
				.satisfies((ex) -> assertThat(((InvalidPropertyException) ex).action()).contains(action)));
	}

	@Test
	void withNothingConfiguredItIsTheLoopbackAddress() {
		chosen(new Discovery.Loopback());
	}

	@Test
	void eachWayIsChosenByItsProperties() {
		chosen(new Discovery.TcpIp(List.of("h1", "h2:7")), "distsys.discovery.tcp-ip.members=h1,h2:7");
		chosen(new Discovery.Multicast("224.9.9.9", 5000, 2), "distsys.discovery.type=multicast",
				"distsys.discovery.multicast.group=224.9.9.9", "distsys.discovery.multicast.port=5000",
				"distsys.discovery.multicast.time-to-live=2");
		chosen(new Discovery.None(), "distsys.discovery.type=none");
		polled("the SRV records of nodes.test", "distsys.discovery.dns.name=nodes.test",
				"distsys.discovery.dns.record=srv");
		polled("the A and AAAA records of nodes.default.svc.cluster.local",
				"distsys.discovery.kubernetes.service-dns=nodes.default.svc.cluster.local");
	}

	@Test
	void registryOfServicesIsAskedForTheServiceOfTheApplicationOrTheOneThatIsNamed() {
		ApplicationContextRunner withRegistry = this.runner
			.withBean("registry", DiscoveryClient.class, () -> mock(DiscoveryClient.class))
			.withPropertyValues("spring.application.name=donations");
		withRegistry.withPropertyValues("distsys.discovery.type=spring-cloud")
			.run((context) -> polls(context, "the instances of the service 'donations' in Spring Cloud"));
		withRegistry.withPropertyValues("distsys.discovery.spring-cloud.service-id=nodes")
			.run((context) -> polls(context, "the instances of the service 'nodes' in Spring Cloud"));
	}

	private static void polls(AssertableApplicationContext context, String description) {
		assertThat(context.getBean(Discovery.class)).isInstanceOfSatisfying(Discovery.Polled.class,
				(polled) -> assertThat(polled.source().description()).isEqualTo(description));
	}

	@Test
	void withoutAClientThatKnowsOthersOrANameOrTheClassesSpringCloudIsRefused() {
		String byName = "distsys.discovery.spring-cloud.service-id=nodes";
		refused("there is no DiscoveryClient bean", "spring-cloud-starter-netflix-eureka-client", byName);
		ApplicationContextRunner before = this.runner;
		this.runner = before.withBean(ClusterDiscoveryClient.class, () -> mock(ClusterDiscoveryClient.class));
		refused("except those that know the nodes of this cluster only", "spring.cloud.discovery.enabled", byName);
		refused("nothing says which service", "Set distsys.discovery.spring-cloud.service-id",
				"distsys.discovery.type=spring-cloud");
		this.runner = before.withClassLoader(new FilteredClassLoader("org.springframework.cloud"));
		refused("Spring Cloud Commons is not on the class path", "distsys.discovery.type", byName);
	}

	@Test
	void typeDecidesBetweenSeveral() {
		String[] both = { "distsys.discovery.dns.name=nodes.test", "distsys.discovery.tcp-ip.members=h1" };
		refused("More than one way to find other nodes", "Set distsys.discovery.type", both);
		chosen(new Discovery.TcpIp(List.of("h1")), both[0], both[1], "distsys.discovery.type=tcp-ip");
	}

	@Test
	void sourceOfTheApplicationIsAsked() {
		AddressSource own = mock(AddressSource.class);
		this.runner.withBean(AddressSource.class, () -> own)
			.run((context) -> assertThat(context.getBean(Discovery.class)).isEqualTo(new Discovery.Polled(own)));
	}

	@Test
	void onACloudPlatformNothingIsRefusedAndNoneIsNot() {
		refused("runs on the platform KUBERNETES", "distsys.discovery.kubernetes.service-dns",
				"spring.main.cloud-platform=kubernetes");
		refused("runs on the platform HEROKU", "distsys.discovery.tcp-ip, dns, spring-cloud or multicast",
				"spring.main.cloud-platform=heroku");
		chosen(new Discovery.None(), "spring.main.cloud-platform=kubernetes", "distsys.discovery.type=none");
	}

	@Test
	void onACloudPlatformAConfigurationOfTheApplicationIsLeftAlone() {
		this.runner.withBean(Config.class, Config::new)
			.withPropertyValues("spring.main.cloud-platform=kubernetes")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whatAWayNeedsIsAskedFor() {
		refused("distsys.discovery.tcp-ip.members is empty", "Set distsys.discovery.tcp-ip.members",
				"distsys.discovery.type=tcp-ip");
		refused("distsys.discovery.dns.name is empty", "Set distsys.discovery.dns.name", "distsys.discovery.type=dns");
		refused("does not say what to look for", "pod-labels", "distsys.discovery.type=kubernetes");
		refused("[kubernetes.service-dns, kubernetes.pod-labels]", "remove the others",
				"distsys.discovery.kubernetes.service-dns=nodes", "distsys.discovery.kubernetes.pod-labels=app=nodes");
	}

	private static List<String> addresses(AssertableApplicationContext context) {
		return ((Discovery.Polled) context.getBean(Discovery.class)).source().addresses();
	}

	/**
	 * As in a pod: a mounted directory with token, authority and namespace, and two
	 * variables.
	 */
	@Test
	void podKnowsFromKubernetesWhomToAskAndWhereItIs(@TempDir Path account) throws Exception {
		TestKeys keys = new TestKeys(account, "api");
		Files.writeString(account.resolve("token"), StubKubernetesApi.token());
		Files.writeString(account.resolve("ca.crt"), keys.pem());
		Files.writeString(account.resolve("namespace"), "shop\n");
		try (StubKubernetesApi api = new StubKubernetesApi(keys.context())) {
			api.pods("10.0.0.1", "10.0.0.2");
			ApplicationContextRunner pod = this.runner.withPropertyValues("KUBERNETES_SERVICE_HOST=127.0.0.1",
					"KUBERNETES_SERVICE_PORT=" + URI.create(api.url()).getPort(),
					"distsys.discovery.kubernetes.token-file=" + account.resolve("token"),
					"distsys.discovery.kubernetes.ca-file=" + account.resolve("ca.crt"));
			pod.withPropertyValues("distsys.discovery.kubernetes.service-name=nodes")
				.run((context) -> assertThat(addresses(context)).containsExactly("10.0.0.1", "10.0.0.2"));
			pod.withPropertyValues("distsys.discovery.kubernetes.pod-labels=app=nodes")
				.run((context) -> assertThat(addresses(context)).containsExactly("10.0.0.1", "10.0.0.2"));
			assertThat(api.questions()).containsExactly(
					"/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Dnodes",
					"/api/v1/namespaces/shop/pods?labelSelector=app%3Dnodes");
			pod.withPropertyValues("distsys.discovery.kubernetes.pod-labels=app=nodes,tier in (web,batch)",
					"distsys.discovery.kubernetes.namespace=other")
				.run((context) -> assertThatExceptionOfType(DiscoveryException.class)
					.isThrownBy(() -> addresses(context)));
			assertThat(api.questions()).last()
				.isEqualTo("/api/v1/namespaces/other/pods?labelSelector=app%3Dnodes%2Ctier+in+%28web%2Cbatch%29");
		}
	}

	@Test
	void withoutANamespaceBesideTheTokenItIsTheDefaultOne(@TempDir Path account) throws Exception {
		Files.writeString(account.resolve("ca.crt"), new TestKeys(account, "api").pem());
		polled("the endpoints of the service nodes in the namespace default",
				"distsys.discovery.kubernetes.service-name=nodes",
				"distsys.discovery.kubernetes.token-file=" + account.resolve("token"),
				"distsys.discovery.kubernetes.ca-file=" + account.resolve("ca.crt"));
	}

	@Test
	void whatIsNotConfiguredIsReadWhereKubernetesMountsIt() {
		DiscoveryProperties.Kubernetes defaults = new Binder(new MapConfigurationPropertySource())
			.bindOrCreate("distsys.discovery", DiscoveryProperties.class)
			.kubernetes();
		assertThat(defaults.tokenFile()).isEqualTo("/var/run/secrets/kubernetes.io/serviceaccount/token");
		assertThat(defaults.caFile()).isEqualTo("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt");
		assertThat(defaults.namespace()).isEmpty();
		assertThat(defaults.apiServer()).isEmpty();
	}

}
