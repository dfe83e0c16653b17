package io.distsys.autoconfigure.hazelcast;

import java.util.List;

import io.distsys.hazelcast.HazelcastSettings;
import io.distsys.hazelcast.discovery.AddressSource;
import io.distsys.hazelcast.discovery.Discovery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** What a person reads when a node has found no other. */
@ExtendWith(OutputCaptureExtension.class)
class LonelyNodeTests {

	private static String warning(Discovery discovery) {
		return LonelyNode.warning(discovery, List.of("10.0.0.7"), HazelcastSettings.ofDefaults());
	}

	@Test
	void eachWayToFindNodesSaysWhatToLookAt() {
		assertThat(warning(new Discovery.TcpIp(List.of("h1", "h2:7")))).contains(
				"No other node answered at [h1, h2:7].", "distsys.discovery.tcp-ip.members",
				"distsys.network.port (5701)");
		assertThat(warning(new Discovery.Multicast("224.9.9.9", 5000, 1))).contains("224.9.9.9:5000",
				"distsys.discovery.multicast.group", "distsys.discovery.dns.name");
		AddressSource source = mock(AddressSource.class);
		given(source.description()).willReturn("the SRV records of nodes.test");
		assertThat(warning(new Discovery.Polled(source))).contains("[10.0.0.7]", "the SRV records of nodes.test",
				"network policies");
		assertThat(warning(new Discovery.Loopback())).isNull();
		assertThat(warning(new Discovery.None())).isNull();
	}

	@Test
	void nodeThatHearsNobodyByMulticastSaysSo(CapturedOutput output) {
		try (ConfigurableApplicationContext node = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("distsys.cluster.name=lonely", "distsys.network.port=17961",
					"distsys.network.bind-address=127.0.0.1", "distsys.discovery.type=multicast",
					"distsys.discovery.multicast.group=224.2.2.77", "distsys.discovery.multicast.port=54377")
			.run()) {
			assertThat(node.isRunning()).isTrue();
			assertThat(output).contains("No other node was heard by multicast at 224.2.2.77:54377.",
					"This one is a cluster of its own until one does.");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
