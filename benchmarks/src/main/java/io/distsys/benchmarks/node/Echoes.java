package io.distsys.benchmarks.node;

import io.distsys.singleton.ClusterSingleton;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * So many singletons that each of three nodes has three that are here: with one alone the
 * compiler knows more than it does in an application.
 */
@Configuration(proxyBeanMethods = false)
class Echoes {

	@Bean("echo-1")
	@ClusterSingleton("echo-1")
	Echo first() {
		return new Answer();
	}

	@Bean("echo-2")
	@ClusterSingleton("echo-2")
	Echo second() {
		return new Answer();
	}

	@Bean("echo-3")
	@ClusterSingleton("echo-3")
	Echo third() {
		return new Answer();
	}

	@Bean("echo-4")
	@ClusterSingleton("echo-4")
	Echo fourth() {
		return new Answer();
	}

	@Bean("echo-5")
	@ClusterSingleton("echo-5")
	Echo fifth() {
		return new Answer();
	}

	@Bean("echo-6")
	@ClusterSingleton("echo-6")
	Echo sixth() {
		return new Answer();
	}

	@Bean("echo-7")
	@ClusterSingleton("echo-7")
	Echo seventh() {
		return new Answer();
	}

	@Bean("echo-8")
	@ClusterSingleton("echo-8")
	Echo eighth() {
		return new Answer();
	}

	@Bean("echo-9")
	@ClusterSingleton("echo-9")
	Echo ninth() {
		return new Answer();
	}

	/** The object itself. */
	static class Answer implements Echo {

		@Override
		public String echo(String text) {
			return text;
		}

	}

}
