package io.distsys.hazelcast.guard;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.hazelcast.HazelcastConfigurer;
import io.distsys.hazelcast.HazelcastMember;
import io.distsys.hazelcast.HazelcastSettings;
import io.distsys.hazelcast.TestKeys;
import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the secret and TLS cost, on this machine: handshakes with a member one
 * after another, and 64 KB values written to a map whose partitions are on two members.
 */
public final class HandshakeMeasurement {

	private static final int ROUNDS = 300;

	private static final int WRITES = 2000;

	private static final String SECRET = "the-secret-of-the-measurement";

	private static final MonotonicClock CLOCK = MonotonicClock.system();

	private HandshakeMeasurement() {
	}

	/**
	 * Measure.
	 * @param args none
	 */
	public static void main(String[] args) throws Exception {
		Path directory = Files.createTempDirectory("measurement");
		SSLContext context = new TestKeys(directory, "node").context();
		TlsEngines tls = (client) -> {
			SSLEngine engine = context.createSSLEngine();
			engine.setUseClientMode(client);
			engine.setNeedClientAuth(!client);
			return engine;
		};
		long start = CLOCK.nanos();
		SecretKeys keys = new SecretKeys(List.of(SECRET));
		System.out.printf("key from the secret, once: %.0f ms%n", (CLOCK.nanos() - start) / 1e6);
		MemberSecurity none = MemberSecurity.none();
		measure("nothing", none, null, null);
		measure("secret", none.withSecrets(SECRET), keys, null);
		measure("tls", none.withTls(tls), null, context);
		measure("secret and tls", none.withTls(tls).withSecrets(SECRET), keys, context);
		System.exit(0);
	}

	private static void measure(String name, MemberSecurity security, @Nullable SecretKeys keys,
			@Nullable SSLContext context) throws Exception {
		HazelcastInstance one = start(name, security);
		HazelcastInstance two = start(name, security);
		InetSocketAddress address = (InetSocketAddress) one.getLocalEndpoint().getSocketAddress();
		double[] millis = new double[ROUNDS];
		for (int i = 0; i < ROUNDS; i++) {
			long start = CLOCK.nanos();
			handshake(address, keys, context);
			millis[i] = (CLOCK.nanos() - start) / 1e6;
		}
		Arrays.sort(millis, ROUNDS / 3, ROUNDS);
		double[] warm = Arrays.copyOfRange(millis, ROUNDS / 3, ROUNDS);
		byte[] value = new byte[64 * 1024];
		write(one, value, WRITES / 4);
		long start = CLOCK.nanos();
		write(one, value, WRITES);
		double seconds = (CLOCK.nanos() - start) / 1e9;
		System.out.printf("%-16s handshake p50 %.2f ms, p99 %.2f ms; writes %.0f MB/s%n", name, warm[warm.length / 2],
				warm[warm.length * 99 / 100], WRITES * value.length / 1e6 / seconds);
		two.getLifecycleService().terminate();
		one.getLifecycleService().terminate();
	}

	private static void write(HazelcastInstance instance, byte[] value, int count) {
		for (int i = 0; i < count; i++) {
			instance.getMap("values").set(i % 100, value);
		}
	}

	private static HazelcastInstance start(String name, MemberSecurity security) {
		Node node = new Node(NodeId.random(new SecureRandom()), "n", "", Set.of(), "", "", "", Instant.now(),
				Node.State.JOINING);
		HazelcastSettings settings = HazelcastSettings.ofDefaults()
			.withClusterName("measurement " + name)
			.withPorts(28_701, 8);
		return HazelcastMember
			.start(new HazelcastConfigurer(settings, node, HandshakeMeasurement.class.getClassLoader()).create()
				.setProperty("hazelcast.max.no.heartbeat.seconds", "60"), security);
	}

	private static void handshake(InetSocketAddress address, @Nullable SecretKeys keys, @Nullable SSLContext context)
			throws Exception {
		try (Socket socket = (context != null) ? context.getSocketFactory().createSocket() : new Socket()) {
			socket.connect(address, 10_000);
			socket.setTcpNoDelay(true);
			Supplier<byte[]> channel = () -> new byte[0];
			if (socket instanceof SSLSocket ssl) {
				ssl.startHandshake();
				byte[] digest = MessageDigest.getInstance("SHA-256")
					.digest(ssl.getSession().getPeerCertificates()[0].getEncoded());
				channel = () -> digest;
			}
			if (keys != null) {
				shake(socket, new SecretHandshake.Caller(keys, channel, CalledAddress.of(address).bytes(),
						new SecureRandom()));
			}
		}
	}

	private static void shake(Socket socket, SecretHandshake.Caller caller) throws IOException {
		DataInputStream in = new DataInputStream(socket.getInputStream());
		byte[] next = caller.begin();
		while (caller.expects() > 0) {
			socket.getOutputStream().write(next);
			byte[] message = new byte[caller.expects()];
			in.readFully(message);
			next = caller.receive(message);
		}
	}

}
