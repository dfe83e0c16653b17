package io.distsys.benchmarks.node;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** So many singletons that each of three nodes is likely to own one of each guarantee. */
@Configuration(proxyBeanMethods = false)
class Probes {

	@Bean
	StrongProbe firstStrong(ProbeWatch watch) {
		return new StrongProbe("first", watch);
	}

	@Bean
	StrongProbe secondStrong(ProbeWatch watch) {
		return new StrongProbe("second", watch);
	}

	@Bean
	StrongProbe thirdStrong(ProbeWatch watch) {
		return new StrongProbe("third", watch);
	}

}
