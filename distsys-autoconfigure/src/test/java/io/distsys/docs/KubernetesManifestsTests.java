package io.distsys.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The manifests of {@code docs/kubernetes} fit each other and what the library needs. */
class KubernetesManifestsTests {

	private static final Path DIRECTORY = Path.of("").toAbsolutePath().getParent().resolve("docs/kubernetes");

	private static final String APP = "app";

	private static List<Map<String, Object>> all(String file) throws IOException {
		Iterable<Object> documents = new Yaml().loadAll(Files.readString(DIRECTORY.resolve(file)));
		return StreamSupport.stream(documents.spliterator(), false).map(KubernetesManifestsTests::map).toList();
	}

	private static Map<String, Object> kind(String file, String kind) throws IOException {
		return all(file).stream().filter((document) -> kind.equals(document.get("kind"))).findFirst().orElseThrow();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Object value) {
		return (Map<String, Object>) value;
	}

	/** What is at the path, of a list the only or first element. */
	private static Object at(Object value, String path) {
		Object found = value;
		for (String name : path.split("\\.")) {
			found = map((found instanceof List<?> list) ? list.get(0) : found).get(name);
		}
		return found;
	}

	private static Map<String, Object> environment(Object deployment) {
		Map<String, Object> environment = new HashMap<>();
		((List<?>) at(deployment, "spec.template.spec.containers.env"))
			.forEach((variable) -> environment.put((String) at(variable, "name"), map(variable).get("value")));
		return environment;
	}

	@Test
	void serviceIsHeadlessAndShowsPodsBeforeTheyAreReady() throws IOException {
		Map<String, Object> service = kind("service.yaml", "Service");
		assertThat(at(service, "spec.clusterIP")).isEqualTo("None");
		assertThat(at(service, "spec.publishNotReadyAddresses")).isEqualTo(true);
		Map<String, Object> deployment = kind("deployment.yaml", "Deployment");
		assertThat(at(service, "spec.selector")).isEqualTo(at(deployment, "spec.template.metadata.labels"));
	}

	@Test
	void variablesOfTheDeploymentArePropertiesThatThereAre() throws IOException {
		Map<String, Object> deployment = kind("deployment.yaml", "Deployment");
		Map<String, Object> environment = environment(deployment);
		environment.put("DISTSYS_SECURITY_SECRET", "from a secret");
		ConfigurationPropertySource source = ConfigurationPropertySource
			.from(new SystemEnvironmentPropertySource("systemEnvironment", environment));
		List<String> properties = List.of("distsys.discovery.kubernetes.service-dns", "distsys.cluster.expected-size",
				"distsys.network.port-count", "distsys.security.secret");
		assertThat(environment).hasSameSizeAs(properties);
		assertThat(properties).allSatisfy((property) -> {
			assertThat(source.getConfigurationProperty(ConfigurationPropertyName.of(property))).as(property)
				.isNotNull();
			assertThat(Files.readString(DIRECTORY.resolveSibling("configuration.md"))).contains("`" + property + "`");
		});
		assertThat(environment).containsEntry("DISTSYS_CLUSTER_EXPECTEDSIZE",
				String.valueOf(at(deployment, "spec.replicas")));
		assertThat((String) environment.get("DISTSYS_DISCOVERY_KUBERNETES_SERVICEDNS"))
			.startsWith(at(kind("service.yaml", "Service"), "metadata.name") + ".");
	}

	@Test
	void updateNeverHasMoreNodesThanAreExpectedAndNeverStopsAMajority() throws IOException {
		Map<String, Object> deployment = kind("deployment.yaml", "Deployment");
		assertThat(at(deployment, "spec.strategy.rollingUpdate.maxSurge")).isEqualTo(0);
		assertThat(at(deployment, "spec.strategy.rollingUpdate.maxUnavailable")).isEqualTo(1);
		assertThat(at(kind("deployment.yaml", "PodDisruptionBudget"), "spec.maxUnavailable")).isEqualTo(1);
		// The defaults of distsys.shutdown.timeout and of
		// spring.lifecycle.timeout-per-shutdown-phase.
		assertThat((Integer) at(deployment, "spec.template.spec.terminationGracePeriodSeconds")).isGreaterThan(25 + 30);
	}

	@Test
	void livenessKnowsNothingOfTheCluster() throws IOException {
		Object container = at(kind("deployment.yaml", "Deployment"), "spec.template.spec.containers");
		assertThat(at(container, "livenessProbe.httpGet.path")).isEqualTo("/actuator/health/liveness");
		assertThat(at(container, "readinessProbe.httpGet.path")).isEqualTo("/actuator/health/readiness");
		assertThat(at(container, "startupProbe.httpGet.path")).isEqualTo("/actuator/health/readiness");
	}

	@Test
	void roleAllowsWhatIsAskedForAndNothingElse() throws IOException {
		assertThat(at(kind("rbac.yaml", "Role"), "rules"))
			.isEqualTo(List.of(rule("discovery.k8s.io", "endpointslices"), rule("", "pods")));
		Map<String, Object> binding = kind("rbac.yaml", "RoleBinding");
		assertThat(at(binding, "roleRef.name")).isEqualTo(at(kind("rbac.yaml", "Role"), "metadata.name"));
		assertThat(at(binding, "subjects.name")).isEqualTo(at(kind("rbac.yaml", "ServiceAccount"), "metadata.name"));
	}

	private static Map<String, Object> rule(String group, String resource) {
		return Map.of("apiGroups", List.of(group), "resources", List.of(resource), "verbs", List.of("list"));
	}

	@Test
	void portOfTheClusterIsForItsOwnPods() throws IOException {
		Map<String, Object> policy = kind("network-policy.yaml", "NetworkPolicy");
		List<?> ingress = (List<?>) at(policy, "spec.ingress");
		Object port = at(kind("service.yaml", "Service"), "spec.ports.port");
		Object own = ingress.stream().filter((rule) -> port.equals(at(rule, "ports.port"))).findFirst().orElseThrow();
		assertThat(map(at(own, "from.podSelector.matchLabels"))).containsKey(APP)
			.isEqualTo(at(policy, "spec.podSelector.matchLabels"));
		assertThat(Files.readString(DIRECTORY.getParent().resolveSibling("SECURITY.md")))
			.contains(Files.readString(DIRECTORY.resolve("network-policy.yaml")));
	}

}
