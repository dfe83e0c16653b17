package io.distsys.hazelcast.guard;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.ProtocolType;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.networking.ChannelInitializer;
import com.hazelcast.internal.networking.InboundHandler;
import com.hazelcast.internal.nio.Packet;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.ServerContext;
import com.hazelcast.internal.server.tcp.PacketDecoder;
import com.hazelcast.internal.util.AddressUtil;
import org.jspecify.annotations.Nullable;

/**
 * The door that Community Edition has: whoever makes the node's extension makes the
 * channels. Every end point that members speak to is guarded; with one end point for all
 * protocols, so are all.
 */
final class GuardedNodeExtension extends DefaultNodeExtension {

	/** Of another version, or configured otherwise. */
	private static final Pattern NOT_TAKEN = Pattern
		.compile("(?:Reason of failure for node join|A Configuration mismatch was detected):\\s*"
				+ "(.*?)\\s*(?:Node is going to shutdown now!\\s*)?$", Pattern.DOTALL);

	private final MemberSecurity security;

	private final Doorkeeper door;

	private final Config config;

	private final UnaryOperator<Consumer<Packet>> reading;

	private volatile boolean guarding;

	/**
	 * Create it.
	 * @param reading puts something before what Hazelcast does with the packets of a
	 * connection between members
	 */
	GuardedNodeExtension(Node node, MemberSecurity security, Doorkeeper door, UnaryOperator<Consumer<Packet>> reading) {
		super(node);
		this.security = security;
		this.door = door;
		this.reading = reading;
		this.config = node.getConfig();
		// Hazelcast logs why a cluster does not take a node, and says it nowhere else.
		node.loggingService.addLogListener(Level.SEVERE, (event) -> {
			Matcher said = NOT_TAKEN.matcher(String.valueOf(event.getLogRecord().getMessage()));
			if (said.find()) {
				door.notTaken(said.group(1));
			}
		});
		// Else a node that nobody lets in would go on asking for minutes.
		door.onGivenUp((address) -> node.getJoiner().blacklist(address, false));
	}

	@Override
	public Function<EndpointQualifier, ChannelInitializer> createChannelInitializerFn(ServerContext serverContext) {
		Function<EndpointQualifier, ChannelInitializer> ofHazelcast = super.createChannelInitializerFn(serverContext);
		GuardedChannels channels = new GuardedChannels(this.security, this.door, publicAddresses(this.config));
		this.guarding = true;
		return (qualifier) -> {
			ChannelInitializer initializer = ofHazelcast.apply(qualifier);
			return isForMembers(qualifier) ? channels.guard(initializer) : initializer;
		};
	}

	@Override
	@SuppressWarnings("rawtypes")
	public InboundHandler[] createInboundHandlers(EndpointQualifier qualifier, ServerConnection connection,
			ServerContext serverContext) {
		InboundHandler[] handlers = super.createInboundHandlers(qualifier, connection, serverContext);
		if (handlers.length == 1 && handlers[0].getClass() == PacketDecoder.class) {
			handlers[0] = new PacketDecoder(connection,
					this.reading.apply(this.node.getNodeEngine().getPacketDispatcher()));
		}
		return handlers;
	}

	private boolean isForMembers(@Nullable EndpointQualifier qualifier) {
		return !this.config.getAdvancedNetworkConfig().isEnabled() || qualifier == null
				|| qualifier.getType() == ProtocolType.MEMBER || qualifier.getType() == ProtocolType.WAN;
	}

	private static Set<CalledAddress> publicAddresses(Config config) {
		Set<CalledAddress> addresses = new HashSet<>();
		AdvancedNetworkConfig advanced = config.getAdvancedNetworkConfig();
		String name = config.getNetworkConfig().getPublicAddress();
		int port = config.getNetworkConfig().getPort();
		if (advanced.isEnabled() && advanced.getEndpointConfigs()
			.get(EndpointQualifier.MEMBER) instanceof ServerSocketEndpointConfig endpoint) {
			name = endpoint.getPublicAddress();
			port = endpoint.getPort();
		}
		if (name != null && !name.isBlank()) {
			AddressUtil.AddressHolder holder = AddressUtil.getAddressHolder(name, port);
			addresses.add(CalledAddress.of(new InetSocketAddress(holder.getAddress(), holder.getPort())));
		}
		return addresses;
	}

	/** Whether Hazelcast has taken its channels from here, and they have to pass. */
	boolean isGuarding() {
		return this.guarding && this.security.isSet();
	}

	Doorkeeper door() {
		return this.door;
	}

	@Override
	public void shutdown() {
		super.shutdown();
		this.door.close();
	}

}
