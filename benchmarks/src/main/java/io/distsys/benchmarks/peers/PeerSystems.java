package io.distsys.benchmarks.peers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.distsys.benchmarks.peers.library.LibraryNode;
import io.distsys.benchmarks.peers.node.CallOrder;
import io.distsys.benchmarks.peers.node.MeasuredNode;

/**
 * How each system is started: three processes that talk over the loopback interface. Both
 * systems on the JVM get the same JVM and the same options.
 */
final class PeerSystems {

	/** This library. */
	static final String OURS = "distsys";

	/** Apache Pekko: a sharded entity, and a cluster singleton by its proxy. */
	static final String PEKKO = "pekko";

	/** Horde, {@code :global} and a process by the name of its node. */
	static final String HORDE = "horde";

	/** All of them, in the order in which they are shown. */
	static final List<String> ALL = List.of(OURS, PEKKO, HORDE);

	/** Calls of a process by its own name and that of its node, with no registry. */
	static final String PROCESS = "process";

	/** A process of the BEAM for each caller. */
	static final String PROCESSES = "processes";

	private static final List<String> OPTIONS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC", "-XX:-UsePerfData",
			"--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED",
			"--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", "--add-opens=java.management/sun.management=ALL-UNNAMED",
			"--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

	private static final List<String> TARGETS = List.of(CallOrder.WORKER, CallOrder.SINGLETON);

	private static final List<String> WAYS = List.of(CallOrder.THREADS, CallOrder.STAGES);

	private static final String MAIN_OF_PEKKO = "io.distsys.benchmarks.pekko.PekkoNode";

	private static final String LOOPBACK = "127.0.0.1";

	private static final int PORT = 25670;

	private PeerSystems() {
	}

	/**
	 * One of them.
	 * @param name its name
	 * @return the system, or empty if what it needs is not on this machine; then that is
	 * said
	 */
	static Optional<PeerSystem> find(String name) throws IOException {
		return switch (name) {
			case OURS -> Optional.of(new PeerSystem(OURS, PeerSystems::ours, TARGETS, WAYS));
			case PEKKO -> pekko();
			case HORDE -> horde();
			default -> throw new IllegalArgumentException("There is no system '" + name + "'");
		};
	}

	private static List<String> ours(int node) {
		List<String> command = jvm(
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
		command.add(LibraryNode.class.getName());
		command.add("--distsys.cluster.node-name=n" + node);
		command.add("--distsys.cluster.expected-size=" + MeasuredNode.NODES);
		command.add("--distsys.discovery.tcp-ip.members=" + IntStream.rangeClosed(1, MeasuredNode.NODES)
			.mapToObj((other) -> LOOPBACK + ":" + port(other))
			.collect(Collectors.joining(",")));
		command.add("--distsys.network.bind-address=" + LOOPBACK);
		command.add("--distsys.network.port=" + port(node));
		command.add("--distsys.network.port-count=1");
		command.add("--spring.main.web-application-type=none");
		return command;
	}

	private static Optional<PeerSystem> pekko() throws IOException {
		Path directory = Path.of(System.getProperty("benchmarks.pekko.libraries", "pekko/target"));
		Path libraries = directory.resolve("class-path");
		if (!Files.isRegularFile(libraries)) {
			return missing(PEKKO, "its node, which benchmarks/run builds: there is no " + libraries);
		}
		String entries = directory.resolve("classes") + File.pathSeparator + Files.readString(libraries);
		return Optional.of(new PeerSystem(PEKKO, (node) -> {
			List<String> command = jvm(entries);
			command.add(MAIN_OF_PEKKO);
			command.addAll(List.of(LOOPBACK, Integer.toString(port(node)), Integer.toString(port(1))));
			return command;
		}, TARGETS, WAYS));
	}

	private static List<String> jvm(String classPath) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(OPTIONS);
		command.addAll(List.of("-cp", classPath));
		return command;
	}

	private static Optional<PeerSystem> horde() throws IOException {
		String directory = System.getProperty("benchmarks.horde.libraries", "");
		if (Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.noneMatch((path) -> Files.isExecutable(Path.of(path, "elixir")))) {
			return missing(HORDE, "Elixir");
		}
		List<Path> libraries = libraries(Path.of(directory));
		if (libraries.stream().noneMatch((path) -> path.endsWith("horde/ebin"))) {
			return missing(HORDE, "Horde, compiled: HORDE_LIBRARIES is to name a directory with horde/ebin in it, "
					+ "and one such directory for each of its dependencies");
		}
		List<String> paths = libraries.stream().flatMap((path) -> Stream.of("-pa", path.toString())).toList();
		return Optional.of(new PeerSystem(HORDE, (node) -> horde(node, paths),
				List.of(CallOrder.WORKER, CallOrder.SINGLETON, PROCESS), List.of(PROCESSES)));
	}

	private static List<Path> libraries(Path directory) throws IOException {
		if (!Files.isDirectory(directory)) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(directory)) {
			return files.map((file) -> file.resolve("ebin").toAbsolutePath())
				.filter(Files::isDirectory)
				.sorted()
				.toList();
		}
	}

	/**
	 * Every node has the same port at its own address, so that no daemon has to tell the
	 * ports.
	 */
	private static List<String> horde(int node, List<String> paths) {
		String address = addressOfHorde(node);
		List<String> command = new ArrayList<>(List.of("elixir", "--name", "n@" + address, "--cookie",
				String.format(Locale.ROOT, "peers%d", ProcessHandle.current().pid()), "--erl",
				"-start_epmd false -erl_epmd_port " + PORT + " -kernel inet_dist_use_interface {"
						+ address.replace('.', ',') + "}"));
		command.addAll(paths);
		command.add(System.getProperty("benchmarks.horde.script", "src/main/peers/horde.exs"));
		command.add(Integer.toString(MeasuredNode.KEYS.size()));
		IntStream.rangeClosed(1, MeasuredNode.NODES)
			.mapToObj((other) -> "n@" + addressOfHorde(other))
			.forEach(command::add);
		return command;
	}

	private static String addressOfHorde(int node) {
		return "127.0.0." + node;
	}

	private static int port(int node) {
		return PORT + node;
	}

	private static Optional<PeerSystem> missing(String name, String what) {
		System.err.println(name + " is left out, this machine lacks " + what);
		return Optional.empty();
	}

}
