package io.distsys.shops;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.actuate.ClusterEndpoint;
import io.distsys.autoconfigure.ForgetfulStore;
import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.ownership.Guarantee;
import io.distsys.spring.InvalidAnnotationException;
import io.distsys.worker.Distributed;
import io.distsys.worker.Mergeable;
import io.distsys.worker.StartResult;
import io.distsys.worker.WorkerNode;
import io.distsys.worker.WorkerStore;
import io.distsys.worker.Workers;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/** Available workers as an application has them. */
class AvailableWorkersTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	@Test
	void theyAreFoundStartedCalledAndExplained() {
		new ApplicationContextRunner()
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=cluster")
			.withUserConfiguration(Shop.class)
			.run((context) -> {
				Workers workers = context.getBean(Workers.class);
				assertThat(workers.supervisor(Cart.class).withTimeout(LONG).start("c"))
					.isInstanceOf(StartResult.Started.class);
				assertThat(workers.of(Cart.class).withTimeout(LONG).get("c").add("tea").toCompletableFuture().join())
					.isEqualTo("tea");
				assertThat(context.getBean(WorkerNode.class).statistics()).singleElement()
					.satisfies((type) -> assertThat(type.guarantee()).isEqualTo(Guarantee.AVAILABLE))
					.satisfies((type) -> assertThat(type.copies()).isOne());
				Object why = context.getBean(ClusterEndpoint.class).explain("workers", "shop-cart", "c");
				assertThat(String.valueOf(why))
					.contains("of 4, and every worker of a slot is on the slot's node: it is available");
			});
	}

	@Test
	void aStoreThatKeepsThemIsRefusedWithTheMend() {
		new ApplicationContextRunner().withUserConfiguration(ShopWithStore.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidAnnotationException.class)
				.hasMessageContaining("'shop-cart'", "Return false from keeps(\"shop-cart\")"));
	}

	interface Cart {

		CompletionStage<String> add(String item);

	}

	@Distributed(value = "shop-cart", slots = 4, guarantee = Guarantee.AVAILABLE)
	static class CartWorker implements Cart, Mergeable<String> {

		private String items = "";

		@Override
		public CompletionStage<String> add(String item) {
			this.items += item;
			return CompletableFuture.completedFuture(this.items);
		}

		@Override
		public String snapshot() {
			return this.items;
		}

		@Override
		public void restore(String state) {
			this.items = state;
		}

		@Override
		public String merge(String mine, String theirs) {
			return mine.contains(theirs) ? mine : mine + theirs;
		}

	}

	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	@Configuration(proxyBeanMethods = false)
	static class Shop {

	}

	@Import(Shop.class)
	@Configuration(proxyBeanMethods = false)
	static class ShopWithStore {

		@Bean
		WorkerStore store() {
			return new ForgetfulStore();
		}

	}

}
