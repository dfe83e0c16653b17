package io.distsys.mistakes.casting;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.worker.Cast;
import io.distsys.worker.Distributed;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * An application with a worker that is to be called without waiting for what it returns.
 * In a package of its own, whose workers it alone has.
 */
@EnableAutoConfiguration
@Import(SingleNodeConfiguration.class)
@Configuration(proxyBeanMethods = false)
public class CastWithAnAnswer {

	interface Counter {

		@Cast
		int next();

	}

	@Distributed("cast-counter")
	static class CounterWorker implements Counter {

		private int count;

		@Override
		public int next() {
			return ++this.count;
		}

	}

}
