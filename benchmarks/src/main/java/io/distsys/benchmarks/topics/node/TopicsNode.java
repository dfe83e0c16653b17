package io.distsys.benchmarks.topics.node;

import io.distsys.faults.node.NodeConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * A node that listens to a topic of the library and to one of Hazelcast's, wired by the
 * starter, and idle until it is told otherwise.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@EnableScheduling
@Import({ NodeConfiguration.class, Carriers.class, Orders.class })
public class TopicsNode {

	/**
	 * Start it.
	 * @param args properties of Spring
	 */
	public static void main(String[] args) {
		SpringApplication.run(TopicsNode.class, args);
	}

}
