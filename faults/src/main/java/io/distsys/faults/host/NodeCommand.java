package io.distsys.faults.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a node is started: small, and with the classes of an archive that is made once, so
 * that five of them start on two cores.
 */
final class NodeCommand {

	private static final List<String> OPTIONS = List.of("-Xms32m", "-Xmx160m", "-Xss512k", "-XX:+UseSerialGC",
			"-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off",
			"--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED",
			"--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", "--add-opens=java.management/sun.management=ALL-UNNAMED",
			"--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

	private final ClusterPlan plan;

	private final List<String> jvm;

	private NodeCommand(ClusterPlan plan, List<String> jvm) {
		this.plan = plan;
		this.jvm = jvm;
	}

	static NodeCommand prepare(ClusterPlan plan) throws IOException {
		Path shared = ClusterPlan.root().resolve("classes");
		Files.createDirectories(shared);
		String classPath = NodeClassPath.in(shared);
		List<String> jvm = jvm(classPath);
		ClassArchive.of(shared, classPath).ifPresent((archive) -> jvm.add("-XX:SharedArchiveFile=" + archive));
		return new NodeCommand(plan, jvm);
	}

	/** The JVM and its options, without a class to run. */
	static List<String> jvm(String classPath) {
		List<String> jvm = new ArrayList<>();
		jvm.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		jvm.addAll(OPTIONS);
		jvm.addAll(List.of("-cp", classPath));
		return jvm;
	}

	List<String> of(FaultNetwork network, int node, int life) {
		String members = IntStream.rangeClosed(1, this.plan.size())
			.mapToObj(FaultNetwork::address)
			.collect(Collectors.joining(","));
		String name = "n" + node;
		List<String> command = new ArrayList<>(network.runOn(node));
		command.addAll(this.jvm);
		command.addAll(this.plan.jvmOptions());
		command.add(this.plan.application());
		command.add("--faults.history=" + this.plan.directory().resolve(name + "-" + life + ".jsonl"));
		command.add("--faults.register=" + this.plan.register());
		command.add("--faults.node=" + name);
		command.add("--faults.life=" + life);
		command.add("--distsys.cluster.node-name=" + name + "#" + life);
		if (this.plan.expectedSize() > 1) {
			command.add("--distsys.cluster.expected-size=" + this.plan.expectedSize());
		}
		if (this.plan.properties().stream().noneMatch((property) -> property.startsWith("distsys.discovery."))) {
			command.add("--distsys.discovery.tcp-ip.members=" + members);
		}
		command.add("--distsys.network.bind-address=" + FaultNetwork.address(node));
		command.add("--distsys.network.port-count=1");
		this.plan.properties().forEach((property) -> command.add("--" + property));
		return command;
	}

	/** A program that is no node. */
	List<String> of(FaultNetwork network, int machine, Class<?> program, List<String> arguments) {
		List<String> command = new ArrayList<>(network.runOn(machine));
		command.addAll(this.jvm);
		command.add(program.getName());
		command.addAll(arguments);
		return command;
	}

}
