package io.distsys.autoconfigure.hazelcast;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.cluster.Cluster;
import io.distsys.hazelcast.guard.MemberGuard;
import io.distsys.hazelcast.guard.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Real nodes, of which properties say where they listen and whom they let in. */
class MemberPropertiesIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final int PORT = 18021;

	private static final String OLD = "the-old-secret-of-the-tests";

	private static final String NEW = "the-new-secret-of-the-tests";

	private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();

	private ConfigurableApplicationContext start(String... properties) {
		ConfigurableApplicationContext node = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("distsys.cluster.name=by-properties", "distsys.network.port=" + PORT,
					"spring.main.banner-mode=off")
			.properties(properties)
			.run();
		this.nodes.add(node);
		return node;
	}

	@AfterEach
	void stop() {
		this.nodes.forEach(ConfigurableApplicationContext::close);
	}

	private static HazelcastInstance member(ConfigurableApplicationContext node) {
		return node.getBean(HazelcastInstance.class);
	}

	private static void connect(String address, int port) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(address, port), (int) PATIENCE.toMillis());
		}
	}

	/** With discovery it would listen at what the machine offers. */
	@Test
	void nodeListensAtTheAddressThatItIsBoundToAndAtNoOther() throws IOException {
		String other = addressOfTheNetwork();
		ConfigurableApplicationContext node = start("distsys.network.bind-address=127.0.0.1",
				"distsys.discovery.tcp-ip.members=" + other);
		int port = member(node).getCluster().getLocalMember().getAddress().getPort();
		assertThat(node.getBean(Cluster.class).self().address()).isEqualTo("127.0.0.1:" + port);
		connect("127.0.0.1", port);
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(other, port));
	}

	/** One of this machine that others could call. */
	private static String addressOfTheNetwork() throws IOException {
		return NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.filter((address) -> address instanceof Inet4Address && !address.isLoopbackAddress())
			.map(InetAddress::getHostAddress)
			.findFirst()
			.orElseGet(() -> Assumptions.abort("This machine has no network"));
	}

	/** The three steps of SECURITY.md, one node after another, with two at any time. */
	@Test
	void secretIsChangedByPropertiesAloneWithoutAStop() {
		ConfigurableApplicationContext one = start(secret(OLD));
		ConfigurableApplicationContext two = start(secret(OLD));
		for (String[] step : List.of(secret(OLD, NEW), secret(NEW, OLD), secret(NEW))) {
			one = replace(one, two, step);
			two = replace(two, one, step);
		}
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> start(secret(OLD)))
			.havingRootCause()
			.withMessageContaining(Refusal.OTHER_SECRET.text());
		assertThat(member(one).getCluster().getMembers()).hasSize(2);
	}

	private static String[] secret(String own, String... additional) {
		return new String[] { "distsys.security.secret=" + own,
				"distsys.security.additional-secrets=" + String.join(",", additional) };
	}

	/**
	 * The other one has been there all the time, so the cluster was never without a node.
	 */
	private ConfigurableApplicationContext replace(ConfigurableApplicationContext leaving,
			ConfigurableApplicationContext staying, String[] properties) {
		awaitTwo(leaving, staying);
		leaving.close();
		ConfigurableApplicationContext next = start(properties);
		awaitTwo(next, staying);
		assertThat(MemberGuard.isGuarded(member(next))).isTrue();
		return next;
	}

	private static void awaitTwo(ConfigurableApplicationContext... both) {
		for (ConfigurableApplicationContext node : both) {
			await().atMost(PATIENCE).until(() -> node.getBean(Cluster.class).view().nodes().size() == 2);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
