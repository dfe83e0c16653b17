package io.distsys.mistakes.merging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.ownership.Guarantee;
import io.distsys.worker.Distributed;
import io.distsys.worker.HandOver;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * An application with an available worker that hands its state over, and says nothing of
 * two states. In a package of its own, whose workers it alone has.
 */
@EnableAutoConfiguration
@Import(SingleNodeConfiguration.class)
@Configuration(proxyBeanMethods = false)
public class CounterWithoutARule {

	interface Counter {

		CompletionStage<Integer> next();

	}

	@Distributed(value = "counter-without-a-rule", guarantee = Guarantee.AVAILABLE)
	static class CounterWorker implements Counter, HandOver<Integer> {

		private int count;

		@Override
		public CompletionStage<Integer> next() {
			return CompletableFuture.completedFuture(++this.count);
		}

		@Override
		public Integer snapshot() {
			return this.count;
		}

		@Override
		public void restore(Integer state) {
			this.count = state;
		}

	}

}
