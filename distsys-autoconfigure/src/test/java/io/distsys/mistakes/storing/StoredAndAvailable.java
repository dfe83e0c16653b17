package io.distsys.mistakes.storing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.autoconfigure.ForgetfulStore;
import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.ownership.Guarantee;
import io.distsys.worker.Distributed;
import io.distsys.worker.WorkerStore;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * An application with an available worker, and a store that would keep it. In a package
 * of its own, whose workers it alone has.
 */
@EnableAutoConfiguration
@Import(SingleNodeConfiguration.class)
@Configuration(proxyBeanMethods = false)
public class StoredAndAvailable {

	@Bean
	WorkerStore store() {
		return new ForgetfulStore();
	}

	interface Reader {

		CompletionStage<String> read();

	}

	@Distributed(value = "stored-and-available", guarantee = Guarantee.AVAILABLE)
	static class ReaderWorker implements Reader {

		@Override
		public CompletionStage<String> read() {
			return CompletableFuture.completedFuture("");
		}

	}

}
