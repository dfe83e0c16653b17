package io.distsys.faults.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A network of this host: one namespace a node, connected by a bridge that has a
 * namespace of its own. Nothing of it is in the host's own namespace, and what is in a
 * namespace ends with it. The names carry the id of the process that made them: what a
 * killed run left is removed by the next one. Not thread-safe.
 */
public final class FaultNetwork implements AutoCloseable {

	private static final String PREFIX = "distsys-";

	private static final AtomicInteger networks = new AtomicInteger();

	private final String prefix = PREFIX + ProcessHandle.current().pid() + "-" + networks.incrementAndGet() + "-";

	private final int size;

	private final Set<Link> cut = new HashSet<>();

	private final Thread atExit = new Thread(this::remove, "faults-network-cleanup");

	/**
	 * Make a network.
	 * @param size the number of nodes
	 * @throws IOException if it cannot be made; see {@link #missing()}
	 */
	public FaultNetwork(int size) throws IOException {
		this.size = size;
		removeLeftovers();
		Runtime.getRuntime().addShutdownHook(this.atExit);
		boolean made = false;
		try {
			make();
			made = true;
		}
		finally {
			if (!made) {
				close();
			}
		}
	}

	/**
	 * What this host lacks to make networks.
	 * @return what and why, or empty if it can make them
	 */
	public static Optional<String> missing() {
		String name = PREFIX + ProcessHandle.current().pid() + "-probe";
		try {
			Shell.run("ip", "netns", "add", name);
			try {
				Shell.run("ip", "netns", "exec", name, "iptables", "-S");
			}
			finally {
				Shell.run("ip", "netns", "delete", name);
			}
			return Optional.empty();
		}
		catch (IOException ex) {
			return Optional.of("Faults of the network need root, the programs ip and iptables, and a kernel that lets"
					+ " them make network namespaces: " + ex.getMessage());
		}
	}

	private void make() throws IOException {
		String bridge = this.prefix + "bridge";
		Shell.run("ip", "netns", "add", bridge);
		Shell.run("ip", "-n", bridge, "link", "add", "br0", "type", "bridge");
		Shell.run("ip", "-n", bridge, "link", "set", "br0", "up");
		for (int node = 1; node <= this.size; node++) {
			String namespace = namespace(node);
			String port = "port" + node;
			Shell.run("ip", "netns", "add", namespace);
			Shell.run("ip", "link", "add", "eth0", "netns", namespace, "type", "veth", "peer", "name", port, "netns",
					bridge);
			Shell.run("ip", "-n", bridge, "link", "set", port, "master", "br0", "up");
			Shell.run("ip", "-n", namespace, "link", "set", "lo", "up");
			Shell.run("ip", "-n", namespace, "address", "add", address(node) + "/24", "dev", "eth0");
			Shell.run("ip", "-n", namespace, "link", "set", "eth0", "up");
		}
	}

	private String namespace(int node) {
		return this.prefix + "n" + node;
	}

	/**
	 * The address of a node.
	 * @param node the node, from 1
	 * @return its address
	 */
	public static String address(int node) {
		return "10.99.0." + node;
	}

	/**
	 * What to put before a command to run it on a node. The process that is started
	 * becomes the command, so that its id is the command's.
	 * @param node the node, from 1
	 * @return the words
	 */
	public List<String> runOn(int node) {
		return List.of("ip", "netns", "exec", namespace(node));
	}

	/**
	 * Let nothing pass from some nodes to some others any more. What is on its way over
	 * an open connection is lost too.
	 * @param from who is not heard
	 * @param to who does not hear
	 * @throws IOException if that is not possible
	 */
	public void cutOneWay(Set<Integer> from, Set<Integer> to) throws IOException {
		Set<Integer> changed = new HashSet<>();
		for (int sender : from) {
			for (int receiver : to) {
				if (sender != receiver && this.cut.add(new Link(sender, receiver))) {
					changed.add(receiver);
				}
			}
		}
		apply(changed);
	}

	/**
	 * Let nothing pass between some nodes and some others, in both directions.
	 * @param some the nodes of one side
	 * @param others those of the other
	 * @throws IOException if that is not possible
	 */
	public void cut(Set<Integer> some, Set<Integer> others) throws IOException {
		cutOneWay(some, others);
		cutOneWay(others, some);
	}

	/**
	 * Let everything pass.
	 * @throws IOException if that is not possible
	 */
	public void heal() throws IOException {
		Set<Integer> changed = this.cut.stream().map(Link::to).collect(Collectors.toSet());
		this.cut.clear();
		apply(changed);
	}

	/** All rules of a node in one step. */
	private void apply(Set<Integer> receivers) throws IOException {
		for (int receiver : receivers) {
			StringBuilder rules = new StringBuilder("*filter\n:INPUT ACCEPT [0:0]\n");
			this.cut.stream()
				.filter((link) -> link.to() == receiver)
				.forEach((link) -> rules.append("-A INPUT -s ").append(address(link.from())).append(" -j DROP\n"));
			List<String> command = new ArrayList<>(runOn(receiver));
			command.add("iptables-restore");
			Shell.run(command, rules.append("COMMIT\n").toString());
		}
	}

	@Override
	public void close() {
		remove();
		try {
			Runtime.getRuntime().removeShutdownHook(this.atExit);
		}
		catch (IllegalStateException ex) {
			// The JVM ends: the hook runs.
		}
	}

	private void remove() {
		IntStream.rangeClosed(1, this.size).forEach((node) -> remove(namespace(node)));
		remove(this.prefix + "bridge");
	}

	/** Removes what runs in it too: a process would keep it alive. */
	private static void remove(String namespace) {
		try {
			if (!names().contains(namespace)) {
				return;
			}
			Shell.run("ip", "netns", "pids", namespace)
				.lines()
				.map(Long::parseLong)
				.forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
			Shell.run("ip", "netns", "delete", namespace);
		}
		catch (IOException ex) {
			System.err.println("The network namespace " + namespace + " could not be removed: " + ex.getMessage());
		}
	}

	private static List<String> names() throws IOException {
		return Shell.run("ip", "netns", "list").lines().map((line) -> line.split(" ")[0]).toList();
	}

	/** What belongs to processes that are no more. */
	private static void removeLeftovers() throws IOException {
		for (String name : names()) {
			if (name.startsWith(PREFIX)) {
				String owner = Arrays.asList(name.split("-")).get(1);
				if (ProcessHandle.of(Long.parseLong(owner)).isEmpty()) {
					remove(name);
				}
			}
		}
	}

	private record Link(int from, int to) {

	}

}
