package io.distsys.benchmarks.names.node;

import io.distsys.faults.node.NodeConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * A node with the registries of the library and the maps of Hazelcast, wired by the
 * starter, and idle until it is told otherwise.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@EnableScheduling
@Import({ NodeConfiguration.class, Carriers.class, Registrations.class, LookUps.class, Sightings.class, Orders.class })
public class NamesNode {

	/**
	 * Start it.
	 * @param args properties of Spring
	 */
	public static void main(String[] args) {
		SpringApplication.run(NamesNode.class, args);
	}

}
