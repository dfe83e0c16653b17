package io.distsys.mistakes.referring;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.worker.Distributed;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * An application with a worker without an interface whose method cannot be called by a
 * reference. In a package of its own, whose workers it alone has.
 */
@EnableAutoConfiguration
@Import(SingleNodeConfiguration.class)
@Configuration(proxyBeanMethods = false)
public class FinalWorker {

	@Distributed("final-counter")
	static class CounterWorker {

		private int count;

		public final int next() {
			return ++this.count;
		}

	}

}
