package io.distsys.faults.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.distsys.faults.node.FaultNode;

/**
 * What to start.
 *
 * @param size the number of nodes
 * @param expectedSize the expected size of the cluster; with 1 nothing is said of it, as
 * in development
 * @param directory where histories and logs are written; what is in it is deleted
 * @param application the class with the main method
 * @param jvmOptions options of the JVMs besides those of the harness
 * @param properties properties of Spring, each as {@code name=value}; without one that
 * begins with {@code distsys.discovery.} each node is told the addresses of all
 */
public record ClusterPlan(int size, int expectedSize, Path directory, String application, List<String> jvmOptions,
		List<String> properties) {

	public ClusterPlan {
		directory = directory.toAbsolutePath();
		jvmOptions = List.copyOf(jvmOptions);
		properties = List.copyOf(properties);
	}

	/**
	 * Nodes of the application of the fault suite, with the defaults of the library: as
	 * many as are expected.
	 * @param size the number of nodes
	 * @param name the name of the run
	 * @return the plan
	 */
	public static ClusterPlan of(int size, String name) {
		return new ClusterPlan(size, size, root().resolve(name), FaultNode.class.getName(), List.of(), List.of());
	}

	/** Where the files of all runs are. */
	static Path root() {
		return Path.of(System.getProperty("faults.directory", "target/faults")).toAbsolutePath();
	}

	/**
	 * The same without a word of how many nodes are expected: each begins alone.
	 * @return a copy
	 */
	public ClusterPlan withoutExpectedSize() {
		return new ClusterPlan(this.size, 1, this.directory, this.application, this.jvmOptions, this.properties);
	}

	/**
	 * The same with another application.
	 * @param main the class with the main method
	 * @return a copy
	 */
	public ClusterPlan withApplication(Class<?> main) {
		return new ClusterPlan(this.size, this.expectedSize, this.directory, main.getName(), this.jvmOptions,
				this.properties);
	}

	/**
	 * The same with one more option of the JVMs.
	 * @param option the option
	 * @return a copy
	 */
	public ClusterPlan withJvmOption(String option) {
		return new ClusterPlan(this.size, this.expectedSize, this.directory, this.application,
				plus(this.jvmOptions, option), this.properties);
	}

	/**
	 * The same with one more property of Spring.
	 * @param property the property, as {@code name=value}
	 * @return a copy
	 */
	public ClusterPlan withProperty(String property) {
		return new ClusterPlan(this.size, this.expectedSize, this.directory, this.application, this.jvmOptions,
				plus(this.properties, property));
	}

	private static List<String> plus(List<String> some, String one) {
		List<String> more = new ArrayList<>(some);
		more.add(one);
		return more;
	}

	Path register() {
		return this.directory.resolve("register.sock");
	}

}
