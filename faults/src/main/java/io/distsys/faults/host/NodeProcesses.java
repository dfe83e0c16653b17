package io.distsys.faults.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The present process of each node and of the machine outside, and how many there were
 * before it.
 */
final class NodeProcesses {

	private final ClusterPlan plan;

	private final NodeCommand command;

	private final @Nullable NodeProcess[] processes;

	private final int[] lives;

	NodeProcesses(ClusterPlan plan) throws IOException {
		this.plan = plan;
		empty(plan.directory());
		this.command = NodeCommand.prepare(plan);
		this.processes = new NodeProcess[plan.size() + 2];
		this.lives = new int[plan.size() + 2];
	}

	private static void empty(Path directory) throws IOException {
		Files.createDirectories(directory);
		try (var files = Files.list(directory)) {
			for (Path file : files.filter((path) -> !Files.isDirectory(path)).toList()) {
				Files.delete(file);
			}
		}
	}

	/** What {@link #start} will call it, so that it can be said before. */
	String nextName(int node) {
		return "n" + node + "#" + (this.lives[node] + 1);
	}

	void start(FaultNetwork network, int node) throws IOException {
		int life = ++this.lives[node];
		this.processes[node] = NodeProcess.start(this.command.of(network, node, life), logFile(node));
	}

	void start(FaultNetwork network, int machine, Class<?> program, List<String> arguments) throws IOException {
		this.lives[machine]++;
		this.processes[machine] = NodeProcess.start(this.command.of(network, machine, program, arguments),
				logFile(machine));
	}

	/** The name of the present process of a node. */
	String name(int node) {
		return "n" + node + "#" + this.lives[node];
	}

	private Path logFile(int node) {
		return this.plan.directory().resolve("n" + node + "-" + this.lives[node] + ".log");
	}

	/** What the present process of a node has logged until now. */
	String log(int node) throws IOException {
		return Files.readString(logFile(node));
	}

	boolean isRunning(int node) {
		NodeProcess process = this.processes[node];
		return process != null && process.isAlive();
	}

	NodeProcess of(int node) {
		NodeProcess process = this.processes[node];
		if (process == null) {
			throw new IllegalStateException("n" + node + " was never started");
		}
		return process;
	}

	void killAll() {
		for (NodeProcess process : this.processes) {
			if (process != null) {
				process.kill();
			}
		}
	}

}
