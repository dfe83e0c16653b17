package io.distsys.hazelcast;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.hazelcast.discovery.AddressSource;
import io.distsys.hazelcast.discovery.Discovery;
import io.distsys.hazelcast.discovery.DnsSource;
import io.distsys.hazelcast.discovery.StubDnsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Nodes at four addresses of this machine, which nothing but the source of addresses
 * connects.
 */
class DiscoveryIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final List<HazelcastInstance> instances = new ArrayList<>();

	private final int[] ports = { freePort(), freePort(), freePort(), freePort() };

	private final HazelcastSettings settings = HazelcastSettings.ofDefaults()
		.withClusterName("test-" + Long.toHexString(ThreadLocalRandom.current().nextLong()));

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@AfterEach
	void stop() {
		this.instances.forEach((instance) -> instance.getLifecycleService().terminate());
	}

	private HazelcastInstance start(int number, AddressSource source) {
		HazelcastSettings own = new HazelcastSettings(this.settings.clusterName(), List.of(), "127.0.0.1",
				this.ports[number - 1], 1, this.settings.heartbeatInterval(), Duration.ofSeconds(60),
				this.settings.mergeFirstDelay(), this.settings.mergeNextDelay(), this.settings.joinWait(),
				this.settings.operationTimeout(), Set.of(), Map.of());
		HazelcastInstance instance = HazelcastMember.start(new HazelcastConfigurer(own, LocalCluster.node("n" + number),
				getClass().getClassLoader(), new Discovery.Polled(source))
			.create());
		synchronized (this.instances) {
			this.instances.add(instance);
		}
		return instance;
	}

	private void startThreeAtOnce(AddressSource source) {
		List<CompletableFuture<HazelcastInstance>> starting = new ArrayList<>();
		for (int number = 1; number <= 3; number++) {
			int own = number;
			starting.add(CompletableFuture.supplyAsync(() -> start(own, source),
					(task) -> new Thread(task, "starter-" + own).start()));
		}
		starting.forEach((instance) -> assertThat(instance.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join())
			.isNotNull());
	}

	private void awaitSize(int size) {
		await().atMost(PATIENCE)
			.until(() -> this.instances.stream().allMatch((one) -> one.getCluster().getMembers().size() == size));
	}

	@Test
	void threeNodesFindEachOtherByServiceRecordsAndAFourthFindsThem() throws IOException {
		try (StubDnsServer dns = new StubDnsServer()) {
			String[] services = new String[4];
			for (int number = 1; number <= 4; number++) {
				dns.hosts("n" + number + ".nodes.test", "127.0.0.1");
				services[number - 1] = this.ports[number - 1] + " n" + number + ".nodes.test";
			}
			dns.services("nodes.test", services[0], services[1], services[2]);
			DnsSource source = new DnsSource("nodes.test", DnsSource.Record.SRV, dns.address(), Duration.ofSeconds(30));
			startThreeAtOnce(source);
			awaitSize(3);
			dns.services("nodes.test", services);
			start(4, source);
			awaitSize(4);
		}
	}

}
