package io.distsys.depots;

import java.time.Duration;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.worker.Distributed;
import io.distsys.worker.WorkerContext;
import io.distsys.worker.Workers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Workers whose constructors ask for the workers, or for a bean that does. In a package
 * of their own, whose workers this application alone has.
 */
class WorkersThatCallWorkersTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	/** Also where the bean is made when a worker is the first that asks for it. */
	@ParameterizedTest
	@ValueSource(classes = { Depot.class, DepotWithLazyShelves.class })
	void aWorkerCallsAnotherOneByItselfAndByABean(Class<?> depot) {
		new ApplicationContextRunner().withUserConfiguration(depot).run((context) -> {
			Workers workers = context.getBean(Workers.class);
			assertThat(workers.of(Order.class).withTimeout(LONG).get("7").place()).isEqualTo("order 7: a box of tea");
			assertThat(workers.of(Parcel.class).withTimeout(LONG).get("7").pack()).isEqualTo("parcel of a box of tea");
		});
	}

	interface Stock {

		String take();

	}

	@Distributed(value = "depot-stock", slots = 4)
	static class StockWorker implements Stock {

		private final WorkerContext context;

		StockWorker(WorkerContext context) {
			this.context = context;
		}

		@Override
		public String take() {
			return "a box of " + this.context.key();
		}

	}

	interface Order {

		String place();

	}

	@Distributed(value = "depot-order", slots = 4)
	static class OrderWorker implements Order {

		private final String key;

		private final Workers workers;

		OrderWorker(String key, Workers workers) {
			this.key = key;
			this.workers = workers;
		}

		@Override
		public String place() {
			return "order " + this.key + ": " + this.workers.of(Stock.class).withTimeout(LONG).get("tea").take();
		}

	}

	interface Parcel {

		String pack();

	}

	@Distributed(value = "depot-parcel", slots = 4)
	static class ParcelWorker implements Parcel {

		private final Shelves shelves;

		ParcelWorker(Shelves shelves) {
			this.shelves = shelves;
		}

		@Override
		public String pack() {
			return "parcel of " + this.shelves.fetch("tea");
		}

	}

	/** As services of an application are. */
	static class Shelves {

		private final Workers workers;

		Shelves(Workers workers) {
			this.workers = workers;
		}

		private String fetch(String what) {
			return this.workers.of(Stock.class).withTimeout(LONG).get(what).take();
		}

	}

	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	@Configuration(proxyBeanMethods = false)
	static class Depot {

		@Bean
		Shelves shelves(Workers workers) {
			return new Shelves(workers);
		}

	}

	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	@Configuration(proxyBeanMethods = false)
	static class DepotWithLazyShelves {

		@Bean
		@Lazy
		Shelves shelves(Workers workers) {
			return new Shelves(workers);
		}

	}

}
