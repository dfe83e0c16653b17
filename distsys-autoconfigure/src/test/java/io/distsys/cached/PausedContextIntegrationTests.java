package io.distsys.cached;

import java.time.Duration;
import java.util.Objects;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.singleton.ClusterSingleton;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Spring's test support keeps the contexts of test classes, and pauses those that no
 * class uses at the moment.
 */
class PausedContextIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	@Test
	void aNodeWhoseContextIsPausedStaysInTheClusterAndKeepsItsSingleton() throws Exception {
		TestContextManager firstClass = new TestContextManager(First.class);
		firstClass.beforeTestClass();
		ApplicationContext kept = firstClass.getTestContext().getApplicationContext();
		Ledger ledger = kept.getBean(Ledger.class);
		FencingToken token = await().atMost(LONG).ignoreExceptions().until(ledger::token, Objects::nonNull);
		NodeId id = self(kept);
		firstClass.afterTestClass();

		TestContextManager secondClass = new TestContextManager(Second.class);
		secondClass.beforeTestClass();
		ApplicationContext other = secondClass.getTestContext().getApplicationContext();
		assertThat(other).isNotSameAs(kept);
		assertThat(kept.getBean(Pausing.class).isRunning()).as("the kept context is paused").isFalse();
		await().atMost(LONG).until(() -> other.getBean(Cluster.class).view().nodes().size() == 2);
		await().atMost(LONG)
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(other.getBean(Ledger.class).token()).as("asked from the other node")
				.isEqualTo(token));
		assertThat(ledger.token()).as("asked from the node whose context is paused").isEqualTo(token);
		secondClass.afterTestClass();

		TestContextManager firstAgain = new TestContextManager(FirstAgain.class);
		firstAgain.beforeTestClass();
		ApplicationContext resumed = firstAgain.getTestContext().getApplicationContext();
		assertThat(resumed).isSameAs(kept);
		assertThat(resumed.getBean(Pausing.class).isRunning()).isTrue();
		assertThat(self(resumed)).isEqualTo(id);
		assertThat(ledger.token()).isEqualTo(token);
		firstAgain.getTestContext().markApplicationContextDirty(null);
		secondClass.getTestContext().markApplicationContextDirty(null);
	}

	private static NodeId self(ApplicationContext context) {
		return context.getBean(Cluster.class).self().id();
	}

	/** Says by which grant it is answered. */
	interface Ledger {

		FencingToken token();

	}

	@SpringBootTest(classes = Node.class, webEnvironment = WebEnvironment.NONE,
			properties = { "distsys.cluster.node-name=first", "distsys.cluster.name=paused",
					"distsys.network.port=17941", "distsys.lease.ttl=10s" })
	static class First {

	}

	/** Of the same configuration, and so of the same context. */
	static class FirstAgain extends First {

	}

	@SpringBootTest(classes = Node.class, webEnvironment = WebEnvironment.NONE,
			properties = { "distsys.cluster.node-name=second", "distsys.cluster.name=paused",
					"distsys.network.port=17941", "distsys.lease.ttl=10s" })
	static class Second {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Node {

		@Bean
		@ClusterSingleton("ledger")
		FencedLedger ledger(Fence fence) {
			return new FencedLedger(fence);
		}

		@Bean
		Pausing pausing() {
			return new Pausing();
		}

	}

	static class FencedLedger implements Ledger {

		private final Fence fence;

		FencedLedger(Fence fence) {
			this.fence = fence;
		}

		@Override
		public FencingToken token() {
			return this.fence.token();
		}

	}

	/** What is paused with a context, as nearly everything is. */
	static class Pausing implements SmartLifecycle {

		private volatile boolean running;

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}
