package io.distsys.mistakes.asking;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.worker.Distributed;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Applications with a worker whose constructor asks for what they do not have. In a
 * package of their own, whose worker they alone have.
 */
public final class Orders {

	private Orders() {
	}

	record Stock(int boxes) {
	}

	@Distributed("order-of-what-is-missing")
	static class OrderWorker {

		private final Stock stock;

		private final int size;

		OrderWorker(Stock stock, @Value("${orders.size}") int size) {
			this.stock = stock;
			this.size = size;
		}

		public boolean isPossible() {
			return this.stock.boxes() >= this.size;
		}

	}

	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	@Configuration(proxyBeanMethods = false)
	public static class WithoutStock {

	}

	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	@Configuration(proxyBeanMethods = false)
	public static class WithTwoStocks {

		@Bean
		Stock near() {
			return new Stock(1);
		}

		@Bean
		Stock far() {
			return new Stock(100);
		}

	}

	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	@Configuration(proxyBeanMethods = false)
	public static class OfNoSize {

		@Bean
		Stock near() {
			return new Stock(1);
		}

	}

}
