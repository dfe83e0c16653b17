package io.distsys.mistakes.nesting;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.worker.Distributed;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * An application with a worker that is not to be had without an object of the class
 * around it. In a package of its own, whose workers it alone has.
 */
@EnableAutoConfiguration
@Import(SingleNodeConfiguration.class)
@Configuration(proxyBeanMethods = false)
public class InnerWorker {

	@Distributed("inner-counter")
	class CounterWorker {

		private int count;

		public int next() {
			return ++this.count;
		}

	}

}
