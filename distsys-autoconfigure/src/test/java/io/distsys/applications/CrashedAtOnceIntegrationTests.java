package io.distsys.applications;

import java.time.Duration;
import java.util.List;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.cluster.Cluster;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.quorum.Quorum;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.OnActivate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@code distsys.lease.expire-crashed-at-once}: the lease is far longer than the test
 * waits, so whoever takes over has not waited for it.
 */
@Timeout(300)
class CrashedAtOnceIntegrationTests {

	private static final Duration LEASE = Duration.ofMinutes(10);

	private static final Duration LONG = Duration.ofMinutes(1);

	@RegisterExtension
	final Applications applications = new Applications("crashed", 17741);

	private ConfigurableApplicationContext start(String name) {
		return this.applications.start(Application.class, name, "distsys.lease.ttl=" + LEASE,
				"distsys.lease.expire-crashed-at-once=true", "distsys.shutdown.timeout=2s",
				"spring.lifecycle.timeout-per-shutdown-phase=5s");
	}

	@Test
	void theLeaseOfAMemberThatIsGoneIsNotWaitedFor() {
		ConfigurableApplicationContext owner = start("owner");
		await().atMost(LONG).until(() -> report(owner).fence != null);
		List<ConfigurableApplicationContext> others = List.of(start("b"), start("c"));
		await().atMost(LONG)
			.until(() -> this.applications.all()
				.stream()
				.allMatch((node) -> node.getBean(Cluster.class).view().nodes().size() == 3
						&& node.getBean(Quorum.class).isPresent()
						&& node.getBean(Quorum.class).state().voters().size() == 3));
		FencingToken token = report(owner).fence.token();
		owner.getBean(HazelcastInstance.class).getLifecycleService().terminate();
		await().atMost(LONG).until(() -> others.stream().anyMatch((node) -> report(node).fence != null));
		Fence next = others.stream()
			.map((node) -> report(node).fence)
			.filter((fence) -> fence != null)
			.findFirst()
			.orElseThrow();
		assertThat(next.isHeld()).isTrue();
		assertThat(next.token()).isGreaterThan(token);
	}

	private static Report report(ConfigurableApplicationContext node) {
		return node.getBean(Report.class);
	}

	@ClusterSingleton("report")
	static class Report {

		volatile Fence fence;

		@OnActivate
		void begin(Fence given) {
			this.fence = given;
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Report report() {
			return new Report();
		}

	}

}
