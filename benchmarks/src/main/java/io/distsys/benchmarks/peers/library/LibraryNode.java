package io.distsys.benchmarks.peers.library;

import io.distsys.benchmarks.peers.node.CallOrders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** A node with a worker type and singletons, wired by the starter. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import({ AnsweringSingletons.class, LibraryCalls.class })
public class LibraryNode {

	/**
	 * Start it, and take orders.
	 * @param args properties of Spring
	 */
	public static void main(String[] args) {
		ConfigurableApplicationContext context = SpringApplication.run(LibraryNode.class, args);
		CallOrders.follow(context.getBean(LibraryCalls.class));
	}

}
