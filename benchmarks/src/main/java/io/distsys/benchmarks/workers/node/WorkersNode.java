package io.distsys.benchmarks.workers.node;

import io.distsys.faults.node.NodeConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * A node with a worker type of each guarantee, wired by the starter, and idle until it is
 * told otherwise.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@EnableScheduling
@Import({ NodeConfiguration.class, Starts.class, Calls.class, Returns.class, Footprint.class, Orders.class })
public class WorkersNode {

	/**
	 * Start it.
	 * @param args properties of Spring
	 */
	public static void main(String[] args) {
		SpringApplication.run(WorkersNode.class, args);
	}

}
