package io.distsys.faults.journal;

import io.distsys.faults.node.Journals;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * A node of the fault suite whose singletons are available ones: two may act at a time,
 * so it has nothing of what {@link io.distsys.faults.node.FaultNode} owns, and a checker
 * of its own.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableScheduling
@Import(Journals.class)
public class JournalNode {

	/**
	 * Start it.
	 * @param args properties of Spring
	 */
	public static void main(String[] args) {
		SpringApplication.run(JournalNode.class, args);
	}

}
