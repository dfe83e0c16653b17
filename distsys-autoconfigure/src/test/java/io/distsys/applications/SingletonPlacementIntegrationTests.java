package io.distsys.applications;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.distsys.cluster.Cluster;
import io.distsys.docs.ReportApplication;
import io.distsys.ownership.Ownership;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonStatus;
import io.distsys.spring.ClusterTooSmallException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Where the singletons of some applications in one JVM are, each a node. */
class SingletonPlacementIntegrationTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	@RegisterExtension
	final Applications applications = new Applications("placement", 17801);

	private ConfigurableApplicationContext start(Class<?> application, String name, String... properties) {
		return this.applications.start(application, name, properties);
	}

	private static Map<String, SingletonStatus> active(ConfigurableApplicationContext node) {
		return node.getBean(ClusterSingletons.class)
			.status()
			.stream()
			.filter((status) -> status.tableState() == Ownership.State.ACTIVE)
			.collect(Collectors.toMap(SingletonStatus::name, (status) -> status));
	}

	private static Map<String, Long> loads(ConfigurableApplicationContext node) {
		return active(node).values()
			.stream()
			.collect(Collectors.groupingBy((status) -> String.valueOf(status.ownerName()), TreeMap::new,
					Collectors.counting()));
	}

	@Test
	void tenSingletonsAreSpreadOverThreeNodesThenTwoThenThreeWithNoMoveTooMany() {
		ConfigurableApplicationContext one = start(TenSingletons.class, "a");
		start(TenSingletons.class, "b");
		ConfigurableApplicationContext leaving = start(TenSingletons.class, "c");
		await().atMost(LONG).untilAsserted(() -> assertThat(loads(one).values()).containsExactlyInAnyOrder(3L, 3L, 4L));
		leaving.close();
		await().atMost(LONG).untilAsserted(() -> assertThat(loads(one)).isEqualTo(Map.of("a", 5L, "b", 5L)));
		Map<String, SingletonStatus> before = active(one);
		start(TenSingletons.class, "c");
		await().atMost(LONG).untilAsserted(() -> assertThat(loads(one).values()).containsExactlyInAnyOrder(3L, 3L, 4L));
		Map<String, SingletonStatus> after = active(one);
		assertThat(after.values()).filteredOn((status) -> !status.token().equals(before.get(status.name()).token()))
			.hasSize(3);
	}

	@Test
	void rolesAdmitAPreferredNodeTakesOverAndAllOthersStillCall() {
		ConfigurableApplicationContext first = start(ChoosySingletons.class, "first");
		await().atMost(LONG).untilAsserted(() -> assertThat(owners(first)).isEqualTo(Map.of("anywhere", "first")));
		ConfigurableApplicationContext batch = start(ChoosySingletons.class, "best", "distsys.cluster.roles=batch");
		Map<String, String> settled = Map.of("anywhere", "best", "only-batch", "best");
		await().atMost(LONG).untilAsserted(() -> assertThat(owners(first)).isEqualTo(settled));
		assertThat(first.getBean("only-batch", Named.class).node()).isEqualTo("best");
		batch.close();
		await().atMost(LONG).untilAsserted(() -> assertThat(owners(first)).isEqualTo(Map.of("anywhere", "first")));
	}

	private static Map<String, String> owners(ConfigurableApplicationContext node) {
		return active(node).values()
			.stream()
			.collect(Collectors.toMap(SingletonStatus::name, (status) -> String.valueOf(status.ownerName())));
	}

	@Test
	void anApplicationIsNotReadyAndOwnsNothingBeforeTheClusterIsLargeEnough() {
		assertThatExceptionOfType(ClusterTooSmallException.class)
			.isThrownBy(() -> start(TenSingletons.class, "alone", "distsys.cluster.minimum-size=2",
					"distsys.cluster.minimum-size-timeout=1s"))
			.satisfies((failure) -> assertThat(failure.present()).isOne());
		ConfigurableApplicationContext small = start(TenSingletons.class, "small");
		ConfigurableApplicationContext large = start(TenSingletons.class, "large", "distsys.cluster.minimum-size=2");
		assertThat(large.getBean(Cluster.class).view().nodes()).hasSize(2);
		await().atMost(LONG).untilAsserted(() -> assertThat(loads(small)).isEqualTo(Map.of("small", 5L, "large", 5L)));
	}

	@Test
	void theApplicationOfTheDocumentationGivesOneAnswerOnTwoNodes() {
		ConfigurableApplicationContext one = start(ReportApplication.class, "one");
		ConfigurableApplicationContext two = start(ReportApplication.class, "two");
		await().atMost(LONG).untilAsserted(() -> assertThat(loads(two)).hasSize(1));
		await().atMost(LONG).untilAsserted(() -> {
			String answer = latest(one);
			assertThat(answer).startsWith("report ");
			assertThat(latest(two)).isEqualTo(answer);
		});
		boolean onOne = loads(two).containsKey("one");
		(onOne ? one : two).close();
		await().atMost(LONG).untilAsserted(() -> assertThat(latest(onOne ? two : one)).startsWith("report "));
	}

	private static String latest(ConfigurableApplicationContext node) {
		return String.valueOf(
				ReflectionTestUtils.<Object>invokeMethod(node.getBean("reportApplication.ActiveReport"), "latest"));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TenSingletons {

		@Bean
		static BeanDefinitionRegistryPostProcessor ten() {
			return (registry) -> {
				for (int i = 0; i < 10; i++) {
					registry.registerBeanDefinition("singleton-" + i, new RootBeanDefinition(Numbered.class));
				}
			};
		}

	}

	@ClusterSingleton
	static class Numbered {

	}

	interface Named {

		String node();

	}

	record NamedBean(String node) implements Named {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class ChoosySingletons {

		@Bean("only-batch")
		@ClusterSingleton(roles = "batch")
		Named onlyBatch(Cluster cluster) {
			return new NamedBean(cluster.self().name());
		}

		@Bean
		@ClusterSingleton(preferredNodes = { "best", "better" }, minimumStay = "${stay:100ms}")
		Named anywhere(Cluster cluster) {
			return new NamedBean(cluster.self().name());
		}

	}

}
