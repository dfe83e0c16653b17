package io.distsys.samples.donation.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Some nodes on this machine that know each other and nobody else. Closing it ends them.
 */
public final class LocalCluster implements AutoCloseable {

	private static final int MAX_NODES = 8;

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

	private final Path jar;

	private final Path logs;

	private final List<Integer> ports;

	private final List<String> common;

	private final List<LocalNode> nodes = new CopyOnWriteArrayList<>();

	private volatile boolean closed;

	/**
	 * Make a cluster without nodes.
	 * @param jar the service
	 * @param logs the directory for the nodes' logs
	 * @param options options that each node gets
	 * @throws IOException if there are no free ports
	 */
	public LocalCluster(Path jar, Path logs, List<String> options) throws IOException {
		this.jar = jar;
		this.logs = logs;
		this.ports = freePorts(2 * MAX_NODES);
		String members = this.ports.subList(0, MAX_NODES)
			.stream()
			.map((port) -> "127.0.0.1:" + port)
			.collect(Collectors.joining(","));
		this.common = new ArrayList<>(options);
		this.common.add("--distsys.cluster.name=donations-" + ProcessHandle.current().pid());
		this.common.add("--distsys.discovery.tcp-ip.members=" + members);
		this.common.add("--distsys.network.bind-address=127.0.0.1");
		this.common.add("--distsys.network.port-count=1");
	}

	/**
	 * Start one more node.
	 * @param options options that only this node gets
	 * @return the node; it needs a while until it answers
	 * @throws IOException if it cannot be started
	 */
	public synchronized LocalNode start(String... options) throws IOException {
		int number = this.nodes.size();
		if (this.closed || number == MAX_NODES) {
			throw new IOException("No more nodes can be started");
		}
		List<String> arguments = new ArrayList<>(this.common);
		arguments.addAll(List.of(options));
		arguments.add("--distsys.network.port=" + this.ports.get(number));
		String name = "node-" + (number + 1);
		LocalNode node = LocalNode.start(name, this.jar, this.ports.get(MAX_NODES + number), arguments,
				this.logs.resolve(name + ".log"));
		this.nodes.add(node);
		return node;
	}

	/**
	 * The nodes that run.
	 * @return those whose process has not ended, in the order in which they were started
	 */
	public List<LocalNode> running() {
		return this.nodes.stream().filter(LocalNode::isAlive).toList();
	}

	/**
	 * All nodes.
	 * @return those that run and those that have ended
	 */
	public List<LocalNode> all() {
		return List.copyOf(this.nodes);
	}

	/**
	 * What is needed to see what went wrong.
	 * @return the dumps of all nodes that were ever started
	 */
	public String dump() {
		return this.nodes.stream().map(LocalNode::dump).collect(Collectors.joining("\n"));
	}

	/** Ask all nodes to end, and end those that do not. */
	@Override
	public synchronized void close() {
		this.closed = true;
		this.nodes.forEach(LocalNode::askToStop);
		for (LocalNode node : this.nodes) {
			if (!node.stop(STOP_TIMEOUT)) {
				node.kill();
			}
		}
	}

	private static List<Integer> freePorts(int count) throws IOException {
		List<ServerSocket> sockets = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
			}
			return sockets.stream().map(ServerSocket::getLocalPort).toList();
		}
		finally {
			for (ServerSocket socket : sockets) {
				socket.close();
			}
		}
	}

}
