package io.distsys.hazelcast;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.InterfacesConfig;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import io.distsys.cluster.Node;
import io.distsys.hazelcast.discovery.Discovery;
import io.distsys.hazelcast.discovery.PolledDiscovery;

/**
 * Makes the configuration of a member, or completes one that the user made.
 * <p>
 * The one made here listens for members only (no clients, no REST), at one address, looks
 * for others only where it was told (with nothing told, on this machine), reads only
 * known classes by Java serialization, calls nobody home, and leaves its shutdown to
 * whoever started it.
 *
 * @since 0.1
 */
public final class HazelcastConfigurer {

	private static final String PHONE_HOME = "hazelcast.phone.home.enabled";

	private static final String LOOPBACK = "127.0.0.1";

	/** Small, since each connection costs two of them before it has said who it is. */
	private static final int SOCKET_BUFFER_KB = 64;

	/**
	 * A connection that is begun while the network is cut is tried again by the operating
	 * system at longer and longer intervals: one begun afterwards is there at once.
	 */
	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

	/** As many as Hazelcast would have on any machine. */
	private static final int MAX_IO_THREADS = 3;

	private final HazelcastSettings settings;

	private final Node self;

	private final ClassLoader classLoader;

	private final Discovery discovery;

	private final QuorumProtection protection = new QuorumProtection();

	/**
	 * Create a configurer of nodes that look at the members of the settings, or on this
	 * machine.
	 * @param settings how this node joins
	 * @param self this node; its address is not looked at
	 * @param classLoader loads the classes of the application
	 */
	public HazelcastConfigurer(HazelcastSettings settings, Node self, ClassLoader classLoader) {
		this(settings, self, classLoader,
				settings.members().isEmpty() ? new Discovery.Loopback() : new Discovery.TcpIp(settings.members()));
	}

	/**
	 * Create a configurer.
	 * @param settings how this node joins; its members are not looked at
	 * @param self this node; its address is not looked at
	 * @param classLoader loads the classes of the application
	 * @param discovery how this node finds others
	 */
	public HazelcastConfigurer(HazelcastSettings settings, Node self, ClassLoader classLoader, Discovery discovery) {
		this.settings = settings;
		this.self = self;
		this.classLoader = classLoader;
		this.discovery = discovery;
	}

	/**
	 * Make a configuration.
	 * @return the configuration, to be changed further at will
	 */
	public Config create() {
		Config config = new Config();
		config.setClusterName(this.settings.clusterName());
		config.getJetConfig().setEnabled(false);
		config.getManagementCenterConfig().setScriptingEnabled(false).setConsoleEnabled(false);
		config.setAdvancedNetworkConfig(network());
		config.getSerializationConfig().setJavaSerializationFilterConfig(filter());
		properties().forEach(config::setProperty);
		return complete(config);
	}

	/**
	 * Complete a configuration of the user's with what this library cannot do without:
	 * the attributes of the node, the messages, and the class loader if there is none;
	 * and with the {@link QuorumProtection}, which nothing uses that does not name it.
	 * Hazelcast does not phone home unless the configuration says that it shall. Nothing
	 * else of it is touched.
	 * @param config the configuration
	 * @return the same
	 */
	public Config complete(Config config) {
		NodeAttributes.write(this.self, config.getMemberAttributeConfig());
		FrameOperations.register(config.getSerializationConfig());
		if (config.getClassLoader() == null) {
			config.setClassLoader(this.classLoader);
		}
		if (config.getProperty(PHONE_HOME) == null) {
			config.setProperty(PHONE_HOME, "false");
		}
		this.protection.addTo(config);
		return config;
	}

	/**
	 * The protection that is in each configuration made or completed here.
	 * @return the protection, which has no quorum until it is told of one
	 */
	public QuorumProtection protection() {
		return this.protection;
	}

	private AdvancedNetworkConfig network() {
		ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
		endpoint.setPort(this.settings.port()).setPortCount(this.settings.portCount()).setPortAutoIncrement(true);
		endpoint.setSocketSendBufferSizeKb(SOCKET_BUFFER_KB).setSocketRcvBufferSizeKb(SOCKET_BUFFER_KB);
		endpoint.setSocketConnectTimeoutSeconds((int) CONNECT_TIMEOUT.toSeconds());
		String address = bindAddress();
		if (!address.isEmpty()) {
			endpoint.setInterfaces(new InterfacesConfig().setEnabled(true).addInterface(address));
		}
		return new AdvancedNetworkConfig().setEnabled(true).setMemberEndpointConfig(endpoint).setJoin(join());
	}

	private String bindAddress() {
		boolean onlyHere = this.discovery instanceof Discovery.Loopback || this.discovery instanceof Discovery.None;
		return (this.settings.bindAddress().isEmpty() && onlyHere) ? LOOPBACK : this.settings.bindAddress();
	}

	private JoinConfig join() {
		JoinConfig join = new JoinConfig();
		join.getAutoDetectionConfig().setEnabled(false);
		join.getMulticastConfig().setEnabled(false);
		join.getAwsConfig().setEnabled(false);
		join.getGcpConfig().setEnabled(false);
		join.getAzureConfig().setEnabled(false);
		join.getKubernetesConfig().setEnabled(false);
		join.getEurekaConfig().setEnabled(false);
		join.getTcpIpConfig().setConnectionTimeoutSeconds((int) this.settings.joinWait().toSeconds());
		if (this.discovery instanceof Discovery.TcpIp told) {
			join.getTcpIpConfig().setEnabled(true).setMembers(told.members());
		}
		else if (this.discovery instanceof Discovery.Loopback) {
			join.getTcpIpConfig().setEnabled(true).setMembers(portsOfThisMachine());
		}
		else if (this.discovery instanceof Discovery.Multicast multicast) {
			join.getMulticastConfig()
				.setEnabled(true)
				.setMulticastGroup(multicast.group())
				.setMulticastPort(multicast.port())
				.setMulticastTimeToLive(multicast.timeToLive())
				.setLoopbackModeEnabled(true);
		}
		else if (this.discovery instanceof Discovery.Polled polled) {
			PolledDiscovery.configure(join, polled.source(), this.settings.port());
		}
		return join;
	}

	private List<String> portsOfThisMachine() {
		String host = bindAddress();
		return IntStream.range(0, this.settings.portCount())
			.mapToObj((i) -> host + ":" + (this.settings.port() + i))
			.toList();
	}

	private JavaSerializationFilterConfig filter() {
		JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
		filter.getWhitelist().addPrefixes("io.distsys.");
		this.settings.serializationPackages().forEach((name) -> filter.getWhitelist().addPrefixes(name + "."));
		return filter;
	}

	private Map<String, String> properties() {
		Map<String, String> properties = new TreeMap<>();
		properties.put("hazelcast.heartbeat.interval.seconds", seconds(this.settings.heartbeatInterval().toSeconds()));
		properties.put("hazelcast.max.no.heartbeat.seconds", seconds(this.settings.maxNoHeartbeat().toSeconds()));
		properties.put("hazelcast.merge.first.run.delay.seconds", seconds(this.settings.mergeFirstDelay().toSeconds()));
		properties.put("hazelcast.merge.next.run.delay.seconds", seconds(this.settings.mergeNextDelay().toSeconds()));
		properties.put("hazelcast.operation.call.timeout.millis",
				Long.toString(this.settings.operationTimeout().toMillis()));
		properties.put("hazelcast.operation.fail.on.indeterminate.state", "true");
		// Whoever waits is woken by the thread that reads the response, not by one more.
		properties.put("hazelcast.operation.response.thread.count", "0");
		// Whoever sends also writes, but at the very moment when another one does.
		properties.put("hazelcast.concurrent.window.ms", "1");
		properties.put("hazelcast.io.thread.count", Integer.toString(ioThreads()));
		properties.put("hazelcast.wait.seconds.before.join", "1");
		properties.put("hazelcast.max.wait.seconds.before.join", "3");
		properties.put("hazelcast.tcp.join.port.try.count", Integer.toString(this.settings.portCount()));
		properties.put("hazelcast.member.list.publish.interval.seconds", "5");
		if (this.discovery instanceof Discovery.Polled) {
			properties.put("hazelcast.discovery.enabled", "true");
		}
		properties.put("hazelcast.socket.bind.any", "false");
		properties.put("hazelcast.shutdownhook.enabled", "false");
		properties.put("hazelcast.logging.type", "slf4j");
		properties.putAll(this.settings.properties());
		return properties;
	}

	/**
	 * Those that read connections, and as many again that seldom write. More of them than
	 * there are processors to spare find less to do each time they are woken.
	 */
	private static int ioThreads() {
		return Math.max(1, Math.min(MAX_IO_THREADS, Runtime.getRuntime().availableProcessors() / 2));
	}

	private static String seconds(long value) {
		return Long.toString(value);
	}

}
