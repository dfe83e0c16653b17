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

	@Bean
	AvailableProbe firstAvailable(ProbeWatch watch) {
		return new AvailableProbe("first", watch);
	}

	@Bean
	AvailableProbe secondAvailable(ProbeWatch watch) {
		return new AvailableProbe("second", watch);
	}

	@Bean
	AvailableProbe thirdAvailable(ProbeWatch watch) {
		return new AvailableProbe("third", watch);
	}

	@Bean
	AvailableProbe fourthAvailable(ProbeWatch watch) {
		return new AvailableProbe("fourth", watch);
	}

	@Bean
	AvailableProbe fifthAvailable(ProbeWatch watch) {
		return new AvailableProbe("fifth", watch);
	}

	@Bean
	AvailableProbe sixthAvailable(ProbeWatch watch) {
		return new AvailableProbe("sixth", watch);
	}

}
