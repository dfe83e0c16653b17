package io.distsys.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

import io.distsys.faults.host.FaultNetwork;
import io.distsys.hazelcast.TestKeys;
import io.distsys.hazelcast.discovery.StubDnsServer;
import io.distsys.hazelcast.discovery.StubKubernetesApi;

import static org.awaitility.Awaitility.await;

/**
 * What a platform offers to nodes, on a machine of its own: a DNS server and the API of
 * Kubernetes. Both know the same nodes. Says each order that it has followed.
 */
final class Platform {

	/** Outside of the cluster. */
	static final String ADDRESS = FaultNetwork.address(Way.NODES + 1);

	static final int DNS_PORT = 53;

	static final int API_PORT = 6443;

	/** Has A and SRV records. */
	static final String NAME = "nodes.shop.svc.cluster.local";

	/** Has none. */
	static final String EMPTY_NAME = "nobody.shop.svc.cluster.local";

	static final String READY = "ready";

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final StubDnsServer dns;

	private final StubKubernetesApi api;

	private Platform(StubDnsServer dns, StubKubernetesApi api) {
		this.dns = dns;
		this.api = api;
	}

	/**
	 * Start it.
	 * @param args the directory that takes the certificate and a token
	 */
	public static void main(String[] args) throws Exception {
		Path directory = Path.of(args[0]);
		TestKeys keys = new TestKeys(directory, "api", ADDRESS);
		try (StubDnsServer dns = new StubDnsServer(new InetSocketAddress(ADDRESS, DNS_PORT));
				StubKubernetesApi api = new StubKubernetesApi(new InetSocketAddress(ADDRESS, API_PORT),
						keys.context())) {
			Files.writeString(authority(directory), keys.pem());
			Files.writeString(token(directory), StubKubernetesApi.token());
			dns.hosts(EMPTY_NAME);
			System.out.println(READY);
			new Platform(dns, api).followOrders();
		}
		System.exit(0);
	}

	static Path authority(Path directory) {
		return directory.resolve("ca.crt");
	}

	static Path token(Path directory) {
		return directory.resolve("token");
	}

	private void followOrders() throws IOException {
		BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			String[] words = line.split(" ");
			follow(words[0], Arrays.copyOfRange(words, 1, words.length));
			System.out.println(line);
		}
	}

	/**
	 * {@code nodes <address>…} says which there are; {@code fail <status>} and
	 * {@code feel <mood>} say how the API answers from now on; {@code await <number>}
	 * waits until it has been asked so often.
	 */
	private void follow(String order, String... words) {
		switch (order) {
			case "nodes" -> {
				this.dns.hosts(NAME, words);
				Stream.of(words).forEach((address) -> this.dns.hosts(host(address), address));
				this.dns.services(NAME,
						Stream.of(words).map((address) -> "5701 " + host(address)).toArray(String[]::new));
				this.api.pods(words);
			}
			case "fail" -> this.api.fail(Integer.parseInt(words[0]));
			case "feel" -> this.api.feel(StubKubernetesApi.Mood.valueOf(words[0]));
			case "await" ->
				await().atMost(PATIENCE).until(() -> this.api.questions().size() >= Integer.parseInt(words[0]));
			default -> throw new IllegalArgumentException("There is no order '" + order + "'");
		}
	}

	private static String host(String address) {
		return address.replace('.', '-') + "." + NAME;
	}

}
