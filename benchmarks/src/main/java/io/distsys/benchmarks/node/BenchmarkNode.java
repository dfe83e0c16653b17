package io.distsys.benchmarks.node;

import io.distsys.faults.node.NodeConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * A node that is measured: wired by the starter, with some singletons, and idle until it
 * is told otherwise.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@EnableScheduling
@EnableConfigurationProperties(BenchmarkProperties.class)
@Import({ NodeConfiguration.class, ProbeWatch.class, Probes.class, Echoes.class, Calls.class,
		EchoServiceOfThisNode.class, Services.class, Tasks.class, BlockingCalls.class, Operations.class, Orders.class })
public class BenchmarkNode {

	/**
	 * Start it.
	 * @param args properties of Spring
	 */
	public static void main(String[] args) {
		SpringApplication.run(BenchmarkNode.class, args);
	}

}
