package io.distsys.faults.flood;

import io.distsys.faults.node.Flood;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * A node of the fault suite that sends as much bulk as the others take, when it is told
 * to, and watches its lease.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableScheduling
@Import(Flood.class)
public class FloodNode {

	/**
	 * Start it.
	 * @param args properties of Spring
	 */
	public static void main(String[] args) {
		SpringApplication.run(FloodNode.class, args);
	}

}
