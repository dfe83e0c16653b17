package io.distsys.hazelcast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.ProtocolType;
import com.hazelcast.spi.properties.ClusterProperty;
import io.distsys.cluster.Node;
import io.distsys.hazelcast.discovery.AddressSource;
import io.distsys.hazelcast.discovery.Discovery;
import io.distsys.hazelcast.discovery.DnsSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What the configuration says. */
class HazelcastConfigurerTests {

	private final Node node = LocalCluster.node("n");

	private final ClassLoader loader = getClass().getClassLoader();

	private Config create(HazelcastSettings settings) {
		return new HazelcastConfigurer(settings, this.node, this.loader).create();
	}

	private static ServerSocketEndpointConfig endpoint(Config config) {
		return (ServerSocketEndpointConfig) config.getAdvancedNetworkConfig()
			.getEndpointConfigs()
			.get(EndpointQualifier.MEMBER);
	}

	@Test
	void withNothingToldOnlyThisMachineIsLookedAt() {
		Config config = create(HazelcastSettings.ofDefaults());
		assertThat(config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().getMembers()).hasSize(8)
			.allMatch((member) -> member.startsWith("127.0.0.1:570"));
		assertThat(endpoint(config).getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
		assertThat(endpoint(config).getInterfaces().isEnabled()).isTrue();
		assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
	}

	@Test
	void nothingOfHazelcastTalksToOthersOrRunsTheirCode() {
		Config config = create(HazelcastSettings.ofDefaults());
		assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
		assertThat(config.getJetConfig().isEnabled()).isFalse();
		assertThat(config.getManagementCenterConfig().isScriptingEnabled()).isFalse();
		assertThat(config.getManagementCenterConfig().isConsoleEnabled()).isFalse();
	}

	@Test
	void configurationOfTheUserPhonesHomeOnlyIfItSaysSo() {
		HazelcastConfigurer configurer = new HazelcastConfigurer(HazelcastSettings.ofDefaults(), this.node,
				this.loader);
		assertThat(configurer.complete(new Config()).getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
		Config asked = new Config().setProperty("hazelcast.phone.home.enabled", "true");
		assertThat(configurer.complete(asked).getProperty("hazelcast.phone.home.enabled")).isEqualTo("true");
	}

	@Test
	void whoeverSendsOrReadsWakesNoThreadForItUnlessToldOtherwise() {
		Config config = create(HazelcastSettings.ofDefaults());
		assertThat(config.getProperty("hazelcast.operation.response.thread.count")).isEqualTo("0");
		assertThat(config.getProperty("hazelcast.concurrent.window.ms")).isEqualTo("1");
		assertThat(config.getProperty("hazelcast.io.thread.count")).isIn("1", "2", "3");
	}

	@Test
	void onlyMembersAreListenedTo() {
		Config config = create(HazelcastSettings.ofDefaults());
		assertThat(config.getAdvancedNetworkConfig().isEnabled()).isTrue();
		assertThat(config.getAdvancedNetworkConfig().getEndpointConfigs().keySet())
			.extracting(EndpointQualifier::getType)
			.containsExactly(ProtocolType.MEMBER);
	}

	@Test
	void everyOtherWayToFindMembersIsOff() {
		var join = create(HazelcastSettings.ofDefaults()).getAdvancedNetworkConfig().getJoin();
		assertThat(join.getTcpIpConfig().isEnabled()).isTrue();
		assertThat(join.isAutoDetectionEnabled()).isFalse();
		assertThat(List.of(join.getMulticastConfig().isEnabled(), join.getAwsConfig().isEnabled(),
				join.getGcpConfig().isEnabled(), join.getAzureConfig().isEnabled(),
				join.getKubernetesConfig().isEnabled(), join.getEurekaConfig().isEnabled()))
			.containsOnly(false);
	}

	@Test
	void toldMembersAreLookedAtAndNoAddressIsForced() {
		Config config = create(HazelcastSettings.ofDefaults().withMembers(List.of("10.0.0.1", "10.0.0.2:6000")));
		assertThat(config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().getMembers())
			.containsExactly("10.0.0.1", "10.0.0.2:6000");
		assertThat(endpoint(config).getInterfaces().isEnabled()).isFalse();
	}

	@Test
	void eachKindOfDiscoveryIsTheOnlyOne() {
		assertThat(join(new Discovery.None())).isEmpty();
		assertThat(join(new Discovery.TcpIp(List.of("h")))).containsExactly("tcp-ip");
		assertThat(join(new Discovery.Multicast("224.1.1.1", 5000, 1))).containsExactly("multicast");
		assertThat(join(new Discovery.Polled(source()))).containsExactly("source");
	}

	@Test
	void onlyWhereItLooksBeyondThisMachineTheAddressIsNotTheLoopbackOne() {
		HazelcastSettings settings = HazelcastSettings.ofDefaults();
		for (Discovery discovery : List.of(new Discovery.None(), new Discovery.Loopback())) {
			Config config = new HazelcastConfigurer(settings, this.node, this.loader, discovery).create();
			assertThat(endpoint(config).getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
		}
		Config polled = new HazelcastConfigurer(settings, this.node, this.loader, new Discovery.Polled(source()))
			.create();
		assertThat(endpoint(polled).getInterfaces().isEnabled()).isFalse();
		assertThat(polled.getProperty("hazelcast.discovery.enabled")).isEqualTo("true");
	}

	private List<String> join(Discovery discovery) {
		JoinConfig join = new HazelcastConfigurer(HazelcastSettings.ofDefaults(), this.node, this.loader, discovery)
			.create()
			.getAdvancedNetworkConfig()
			.getJoin();
		List<String> enabled = new ArrayList<>();
		if (join.getTcpIpConfig().isEnabled()) {
			enabled.add("tcp-ip");
		}
		if (join.getMulticastConfig().isEnabled()) {
			enabled.add("multicast");
		}
		if (!join.getDiscoveryConfig().getDiscoveryStrategyConfigs().isEmpty()) {
			enabled.add("source");
		}
		return enabled;
	}

	private static AddressSource source() {
		return new DnsSource("nodes.test", DnsSource.Record.A, "127.0.0.1:1", Duration.ofSeconds(1));
	}

	@Test
	void silentMemberIsTakenForLostAfterFiveSeconds() {
		Config config = create(HazelcastSettings.ofDefaults());
		assertThat(config.getProperty("hazelcast.heartbeat.interval.seconds")).isEqualTo("1");
		assertThat(config.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("5");
		assertThat(config.getProperty("hazelcast.mastership.claim.timeout.seconds")).isNull();
	}

	@Test
	void responseWakesWhoWaitsAndNoThreadInBetween() {
		Config config = create(HazelcastSettings.ofDefaults());
		assertThat(config.getProperty(ClusterProperty.RESPONSE_THREAD_COUNT.getName())).isEqualTo("0");
	}

	@Test
	void javaSerializationReadsKnownPackagesOnly() {
		Config config = create(HazelcastSettings.ofDefaults().withSerializationPackages(Set.of("com.example")));
		var filter = config.getSerializationConfig().getJavaSerializationFilterConfig();
		assertThat(filter.getWhitelist().isListed("com.example.Money")).isTrue();
		assertThat(filter.getWhitelist().isListed("com.examples.Money")).isFalse();
		assertThat(filter.isDefaultsDisabled()).isFalse();
	}

	@Test
	void configurationOfTheUserIsOnlyCompleted() {
		Config own = new Config().setClusterName("own").setProperty("hazelcast.heartbeat.interval.seconds", "7");
		Config completed = new HazelcastConfigurer(HazelcastSettings.ofDefaults(), this.node, this.loader)
			.complete(own);
		assertThat(completed).isSameAs(own);
		assertThat(completed.getClusterName()).isEqualTo("own");
		assertThat(completed.getProperty("hazelcast.heartbeat.interval.seconds")).isEqualTo("7");
		assertThat(completed.getProperty("hazelcast.max.no.heartbeat.seconds")).isNull();
		assertThat(completed.getAdvancedNetworkConfig().isEnabled()).isFalse();
		assertThat(completed.getMemberAttributeConfig().getAttribute("distsys.node.id"))
			.isEqualTo(this.node.id().toString());
		assertThat(FrameOperations.isRegistered(completed.getSerializationConfig())).isTrue();
		assertThat(completed.getClassLoader()).isSameAs(this.loader);
	}

	@Test
	void durationsThatHazelcastCannotKeepAreRefusedByName() {
		HazelcastSettings defaults = HazelcastSettings.ofDefaults();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new HazelcastSettings("c", List.of(), "", 5701, 8, defaults.heartbeatInterval(),
					Duration.ofMillis(5500), defaults.mergeFirstDelay(), defaults.mergeNextDelay(), defaults.joinWait(),
					defaults.operationTimeout(), Set.of(), Map.of()))
			.withMessageContaining("maxNoHeartbeat");
		assertThatIllegalArgumentException().isThrownBy(() -> defaults.withPorts(65_535, 8))
			.withMessageContaining("65535");
	}

}
