package io.distsys.hazelcast.discovery;

import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.config.ConfigAccessor;
import com.hazelcast.config.DiscoveryStrategyConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.properties.PropertyDefinition;
import com.hazelcast.internal.util.AddressUtil;
import com.hazelcast.logging.ILogger;
import com.hazelcast.spi.discovery.AbstractDiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryStrategyFactory;
import com.hazelcast.spi.discovery.SimpleDiscoveryNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a member ask a source. When the source fails, what it said last is taken.
 *
 * @since 0.1
 */
public final class PolledDiscovery implements DiscoveryStrategyFactory {

	private final AddressSource source;

	private final int port;

	private PolledDiscovery(AddressSource source, int port) {
		this.source = source;
		this.port = port;
	}

	/**
	 * Let a member ask a source, and nothing else.
	 * @param join the configuration of the member; its other ways to find members must be
	 * off, and {@code hazelcast.discovery.enabled} on
	 * @param source is asked
	 * @param port the port of an address that has none
	 */
	public static void configure(JoinConfig join, AddressSource source, int port) {
		join.getDiscoveryConfig()
			.addDiscoveryStrategyConfig(new DiscoveryStrategyConfig(new PolledDiscovery(source, port)));
	}

	/**
	 * Whether a member asks a source.
	 * @param config of the member
	 * @return whether {@link #configure} was called for its network
	 */
	public static boolean isConfiguredIn(Config config) {
		return ConfigAccessor.getActiveMemberNetworkConfig(config)
			.getJoin()
			.getDiscoveryConfig()
			.getDiscoveryStrategyConfigs()
			.stream()
			.anyMatch((strategy) -> strategy.getDiscoveryStrategyFactory() instanceof PolledDiscovery);
	}

	@Override
	public Class<? extends DiscoveryStrategy> getDiscoveryStrategyType() {
		return Strategy.class;
	}

	@Override
	@SuppressWarnings("rawtypes")
	public DiscoveryStrategy newDiscoveryStrategy(DiscoveryNode node, ILogger logger,
			Map<String, Comparable> properties) {
		return new Strategy(logger, properties, this.source, this.port);
	}

	@Override
	public Collection<PropertyDefinition> getConfigurationProperties() {
		return List.of();
	}

	/**
	 * Called by the threads of Hazelcast that join and that look for other parts of the
	 * cluster.
	 */
	private static final class Strategy extends AbstractDiscoveryStrategy {

		private static final Logger logger = LoggerFactory.getLogger(PolledDiscovery.class);

		private final AddressSource source;

		private final int port;

		private volatile List<String> last = List.of();

		private volatile @Nullable String problem;

		@SuppressWarnings("rawtypes")
		private Strategy(ILogger logger, Map<String, Comparable> properties, AddressSource source, int port) {
			super(logger, properties);
			this.source = source;
			this.port = port;
		}

		@Override
		public Iterable<DiscoveryNode> discoverNodes() {
			try {
				this.last = this.source.addresses();
				this.problem = null;
			}
			catch (DiscoveryException ex) {
				if (!Objects.equals(ex.getMessage(), this.problem)) {
					this.problem = ex.getMessage();
					logger.warn("Other nodes are looked for where they were, {} action={}", ex.getMessage(),
							ex.action());
				}
			}
			List<DiscoveryNode> nodes = new ArrayList<>();
			for (String address : this.last) {
				AddressUtil.AddressHolder holder = AddressUtil.getAddressHolder(address, this.port);
				try {
					nodes.add(new SimpleDiscoveryNode(new Address(holder.getAddress(), holder.getPort())));
				}
				catch (UnknownHostException ex) {
					logger.debug("An address cannot be resolved address={}", address, ex);
				}
			}
			return nodes;
		}

	}

}
