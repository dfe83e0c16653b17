package io.distsys.hazelcast;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.internal.nio.ConnectionListener;
import com.hazelcast.internal.server.ServerConnection;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.CrashEvidence;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after every connection to a member that its peer has closed: if the port of that
 * member refuses a new connection, its process is gone. A process that ends closes its
 * connections and its port one after another, some hundred milliseconds apart on a busy
 * host, so a port that still answers is tried again and again for a second.
 * <p>
 * Probes run on {@value #MAX_THREADS} threads of their own and end after
 * {@value #CONNECT_TIMEOUT_MILLIS} ms each; up to {@value #MAX_WAITING} wait, more are
 * dropped and counted, and the membership of Hazelcast notices those nodes later.
 *
 * @since 0.1
 */
public final class ConnectionProbe implements CrashEvidence, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ConnectionProbe.class);

	static final int CONNECT_TIMEOUT_MILLIS = 500;

	static final int MAX_THREADS = 4;

	static final int MAX_WAITING = 64;

	/** Each a fifth longer than the one before: what comes late is seen little later. */
	private static final List<Duration> PAUSES = DoubleStream.iterate(5, (millis) -> millis * 1.2)
		.limit(20)
		.mapToObj((millis) -> Duration.ofNanos((long) (millis * 1_000_000)))
		.toList();

	private final Cluster cluster;

	private final EventLoop loop;

	private final List<Duration> pauses;

	private final ThreadPoolExecutor threads;

	private final List<Consumer<NodeId>> listeners = new CopyOnWriteArrayList<>();

	/** There are several connections to one member. */
	private final Set<NodeId> probed = ConcurrentHashMap.newKeySet();

	private final AtomicLong dropped = new AtomicLong();

	private volatile boolean closed;

	/**
	 * Begin to look after the connections of a member.
	 * @param instance the running member
	 * @param cluster knows which node has which address
	 * @param loop waits between probes
	 */
	public ConnectionProbe(HazelcastInstance instance, Cluster cluster, EventLoop loop) {
		this(cluster, loop, PAUSES);
		MemberInternals.nodeOf(instance).getServer().addConnectionListener(new ClosedConnections());
	}

	/**
	 * @param pauses between the probes of a port that answers; with the last one it is
	 * given up
	 */
	ConnectionProbe(Cluster cluster, EventLoop loop, List<Duration> pauses) {
		this.cluster = cluster;
		this.loop = loop;
		this.pauses = pauses;
		AtomicInteger number = new AtomicInteger();
		this.threads = new ThreadPoolExecutor(MAX_THREADS, MAX_THREADS, 10, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(MAX_WAITING), (task) -> {
					Thread thread = new Thread(task, "distsys-probe-" + number.incrementAndGet());
					thread.setDaemon(true);
					return thread;
				});
		this.threads.allowCoreThreadTimeOut(true);
	}

	@Override
	public Subscription subscribe(Consumer<NodeId> listener) {
		Consumer<NodeId> own = listener::accept;
		this.listeners.add(own);
		return () -> this.listeners.remove(own);
	}

	/**
	 * How many connections were not looked after because too many had closed at once.
	 * @return the number, since the beginning
	 */
	public long dropped() {
		return this.dropped.get();
	}

	/** The peer has closed a connection. */
	void closedByPeer(String host, int port) {
		String address = host + ":" + port;
		List<Node> nodes = this.cluster.view()
			.nodes()
			.stream()
			.filter((node) -> node.address().equals(address))
			.toList();
		boolean isOther = nodes.size() == 1 && !nodes.get(0).id().equals(this.cluster.self().id());
		if (isOther && this.probed.add(nodes.get(0).id())) {
			probe(new Suspect(nodes.get(0).id(), host, port), 0);
		}
	}

	private void probe(Suspect suspect, int attempt) {
		if (this.closed) {
			return;
		}
		try {
			this.threads.execute(() -> tryToConnect(suspect, attempt));
		}
		catch (RejectedExecutionException ex) {
			this.probed.remove(suspect.node());
			this.dropped.incrementAndGet();
			logger.debug("Too many connections closed at once, one is not looked after node={}", suspect.node());
		}
	}

	private void tryToConnect(Suspect suspect, int attempt) {
		if (answers(suspect) && attempt < this.pauses.size()) {
			this.loop.schedule(this.pauses.get(attempt), () -> probe(suspect, attempt + 1));
		}
		else {
			this.probed.remove(suspect.node());
		}
	}

	private boolean answers(Suspect suspect) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(suspect.host(), suspect.port()), CONNECT_TIMEOUT_MILLIS);
			return true;
		}
		catch (ConnectException ex) {
			logger.info(
					"Node has crashed, it closed its connection and its port refuses new ones node={} address={}:{}",
					suspect.node(), suspect.host(), suspect.port());
			this.listeners.forEach((listener) -> listener.accept(suspect.node()));
		}
		catch (IOException ex) {
			logger.debug("A probe got no answer, that is no evidence node={}", suspect.node(), ex);
		}
		return false;
	}

	/** Tell nothing more. */
	@Override
	public void close() {
		this.closed = true;
		this.threads.shutdownNow();
	}

	/** The node whose port is tried. */
	private record Suspect(NodeId node, String host, int port) {

	}

	/** Called by Hazelcast on one of its threads: only hands on. */
	private final class ClosedConnections implements ConnectionListener<ServerConnection> {

		@Override
		public void connectionAdded(ServerConnection connection) {
		}

		@Override
		public void connectionRemoved(ServerConnection connection) {
			// End of the stream, or a reset. What this side closes has no such cause.
			Throwable cause = connection.getCloseCause();
			if (cause instanceof IOException && connection.getRemoteAddress() != null) {
				closedByPeer(connection.getRemoteAddress().getHost(), connection.getRemoteAddress().getPort());
			}
		}

	}

}
