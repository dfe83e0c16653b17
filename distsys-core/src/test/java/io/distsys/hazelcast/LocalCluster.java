package io.distsys.hazelcast;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.hazelcast.config.Config;
import com.hazelcast.config.InterfacesConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.EndpointQualifier;
import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.hazelcast.discovery.AddressSource;
import io.distsys.hazelcast.discovery.Discovery;
import io.distsys.hazelcast.guard.MemberSecurity;
import io.distsys.messaging.EnvelopeMessenger;
import io.distsys.messaging.MessagingSettings;
import io.distsys.messaging.NodeStateAnnouncer;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;

import static org.awaitility.Awaitility.await;

/** Real members on the loopback address, on ports that were free. */
final class LocalCluster implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final int PORTS = 5;

	private static final String LOOPBACK = "127.0.0.1";

	final HazelcastSettings settings;

	private final List<Peer> peers = new CopyOnWriteArrayList<>();

	private final List<HazelcastInstance> bare = new CopyOnWriteArrayList<>();

	LocalCluster() {
		this(PORTS);
	}

	/**
	 * Create a cluster.
	 * @param ports at how many ports nodes look for each other
	 */
	LocalCluster(int ports) {
		this.settings = HazelcastSettings.ofDefaults()
			.withClusterName("test-" + Long.toHexString(ThreadLocalRandom.current().nextLong()))
			.withPorts(freePorts(ports), ports);
	}

	private static int freePorts(int count) {
		for (int attempt = 0; attempt < 100; attempt++) {
			int first = ThreadLocalRandom.current().nextInt(20_000, 32_000);
			if (IntStream.range(first, first + count).allMatch(LocalCluster::isFree)) {
				return first;
			}
		}
		throw new IllegalStateException("No free ports on this machine");
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	static Node node(String name) {
		return new Node(NodeId.random(ThreadLocalRandom.current()), name, "", Set.of("web", "batch"), "eu", "eu-1",
				"1.0", Instant.parse("2026-01-02T03:04:05Z"), Node.State.JOINING);
	}

	HazelcastInstance startHazelcast(Node node) {
		return HazelcastMember.start(config(node));
	}

	/** A machine that stands still takes no member away from the cluster. */
	Config config(String name) {
		return config(node(name)).setProperty("hazelcast.max.no.heartbeat.seconds", "60");
	}

	private Config config(Node node) {
		return new HazelcastConfigurer(this.settings, node, LocalCluster.class.getClassLoader()).create();
	}

	/** Start one that asks somebody where the ports of this cluster are. */
	HazelcastInstance startAsking(String name) {
		int first = this.settings.port();
		List<String> ports = IntStream.range(first, first + this.settings.portCount())
			.mapToObj((port) -> LOOPBACK + ":" + port)
			.toList();
		AddressSource source = new AddressSource() {

			@Override
			public List<String> addresses() {
				return ports;
			}

			@Override
			public String description() {
				return "a list";
			}

		};
		return start(name, new Discovery.Polled(source));
	}

	/** Start one that knows the first port of this cluster only. */
	HazelcastInstance startListingTheFirst(String name) {
		return start(name, new Discovery.TcpIp(List.of(LOOPBACK + ":" + this.settings.port())));
	}

	private HazelcastInstance start(String name, Discovery discovery) {
		Config config = new HazelcastConfigurer(this.settings, node(name), LocalCluster.class.getClassLoader(),
				discovery)
			.create();
		config.getAdvancedNetworkConfig()
			.getEndpointConfigs()
			.get(EndpointQualifier.MEMBER)
			.setInterfaces(new InterfacesConfig().setEnabled(true).addInterface(LOOPBACK));
		HazelcastInstance instance = HazelcastMember.start(config);
		this.bare.add(instance);
		return instance;
	}

	HazelcastInstance startGuarded(String name, MemberSecurity security) {
		HazelcastInstance instance = HazelcastMember.start(config(name), security);
		this.bare.add(instance);
		return instance;
	}

	Peer start(String name) {
		Peer peer = new Peer(startHazelcast(node(name)));
		this.peers.add(peer);
		return peer;
	}

	/**
	 * Wait until members have the table of the partitions and what it gives them. A
	 * backup that is at a member before the table is dropped: what it is of fails, some
	 * seconds later.
	 */
	static void awaitPartitions(HazelcastInstance... members) {
		await().atMost(PATIENCE).until(() -> Stream.of(members).allMatch(LocalCluster::hasTable));
		await().atMost(PATIENCE).until(() -> members[0].getPartitionService().isClusterSafe());
	}

	private static boolean hasTable(HazelcastInstance member) {
		return member.getPartitionService()
			.getPartitions()
			.stream()
			.allMatch((partition) -> partition.getOwner() != null);
	}

	/** Start one in which Hazelcast alone does what comes with packets. */
	Peer startPlain(String name) {
		Peer peer = new Peer(Hazelcast.newHazelcastInstance(config(node(name))));
		this.peers.add(peer);
		return peer;
	}

	@Override
	public void close() {
		this.peers.forEach(Peer::kill);
		this.bare.forEach((instance) -> instance.getLifecycleService().terminate());
	}

	/** A member with all that this package and the messaging put on it. */
	static final class Peer {

		final HazelcastInstance instance;

		final ThreadEventLoop loop = new ThreadEventLoop("distsys-test-1", MonotonicClock.system());

		final ClusterMembership membership;

		final HazelcastMembership feed;

		final HazelcastTransport transport;

		final EnvelopeMessenger messenger;

		final NodeStateAnnouncer announcer;

		private Peer(HazelcastInstance instance) {
			this.instance = instance;
			this.membership = new ClusterMembership(HazelcastMembership.self(instance), this.loop);
			this.feed = new HazelcastMembership(instance, this.membership, this.loop);
			this.transport = new HazelcastTransport(instance, this.loop);
			this.messenger = new EnvelopeMessenger(this.membership, this.transport, this.loop,
					MessagingSettings.ofDefaults());
			this.announcer = new NodeStateAnnouncer(this.membership, this.messenger, this.loop);
		}

		NodeId id() {
			return this.membership.self().id();
		}

		boolean sees(Peer other, Node.State state) {
			return this.membership.view().find(other.id()).filter((node) -> node.state() == state).isPresent();
		}

		void closeWithoutHazelcast() {
			this.announcer.close();
			this.messenger.close();
			this.transport.close();
			this.feed.close();
			this.loop.close();
		}

		void kill() {
			closeWithoutHazelcast();
			this.instance.getLifecycleService().terminate();
		}

	}

}
