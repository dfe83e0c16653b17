package io.distsys.faults.node;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** A node of the fault suite: wired by the starter, as the application of a user is. */
@SpringBootApplication
@EnableScheduling
public class FaultNode {

	/**
	 * Start it.
	 * @param args properties of Spring
	 */
	public static void main(String[] args) {
		SpringApplication.run(FaultNode.class, args);
	}

}
