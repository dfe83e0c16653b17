package io.distsys.hazelcast;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.example.Gadget;
import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.distsys.hazelcast.guard.MemberGuard;
import io.distsys.hazelcast.guard.HandshakeStatistics;
import io.distsys.hazelcast.guard.MemberSecurity;
import io.distsys.hazelcast.guard.Refusal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Whatever may come to the port of a node that has a secret, over real sockets. */
class StrangersIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final int CAP = 32;

	private static final MemberSecurity SECURITY = MemberSecurity.none()
		.withSecrets("the-secret-of-the-tests")
		.withLimits(Duration.ofSeconds(20), CAP);

	private static final String OTHER_PROTOCOL = "HZX";

	private static LocalCluster cluster;

	private static HazelcastInstance node;

	@BeforeAll
	static void start() {
		cluster = new LocalCluster();
		node = cluster.startGuarded("one", SECURITY);
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	@AfterEach
	void nodeStillWorks() {
		assertThat(node.getCluster().getMembers()).hasSize(1);
		node.getMap("orders").set("key", "value");
		assertThat(node.getMap("orders").get("key")).isEqualTo("value");
	}

	private static Socket connect(HazelcastInstance to) throws IOException {
		InetSocketAddress address = (InetSocketAddress) to.getLocalEndpoint().getSocketAddress();
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
		socket.setSoTimeout((int) PATIENCE.toMillis());
		return socket;
	}

	/** What the node says until it closes the connection. */
	private static String send(HazelcastInstance to, byte[] bytes) throws IOException {
		try (Socket socket = connect(to)) {
			try {
				socket.getOutputStream().write(bytes);
			}
			catch (IOException ex) {
				// It need not read all of it.
			}
			return read(socket);
		}
	}

	private static String read(Socket socket) throws IOException {
		ByteArrayOutputStream said = new ByteArrayOutputStream();
		try {
			socket.getInputStream().transferTo(said);
		}
		catch (SocketTimeoutException ex) {
			throw ex;
		}
		catch (IOException ex) {
			// A reset ends it as well.
		}
		return said.toString(StandardCharsets.US_ASCII);
	}

	private static HandshakeStatistics statistics() {
		return MemberGuard.statistics(node).orElseThrow();
	}

	private static long refused(Refusal refusal) {
		return statistics().refused().getOrDefault(refusal, 0L);
	}

	static Stream<Arguments> probes() {
		byte[] garbage = new byte[1_000_000];
		new Random(7).nextBytes(garbage);
		garbage[0] = 'x';
		return Stream.of(arguments("client of Hazelcast", bytes("CP2"), Refusal.NOT_A_NODE),
				arguments("REST", bytes("GET /hazelcast/health HTTP/1.1\r\nHost: x\r\n\r\n"), Refusal.NOT_A_NODE),
				arguments("memcache", bytes("version\r\n"), Refusal.NOT_A_NODE),
				arguments("garbage", garbage, Refusal.NOT_A_NODE),
				arguments("member without a secret", bytes("HZC"), Refusal.NO_SECRET),
				arguments("TLS", new byte[] { 22, 3, 1, 0, 100 }, Refusal.NO_TLS),
				arguments("packet of two gigabytes", packet(Integer.MAX_VALUE, new byte[100]), Refusal.NO_SECRET));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("probes")
	void strangerIsToldThatThisIsAnotherProtocolAndTheConnectionIsClosed(String name, byte[] bytes, Refusal refusal)
			throws IOException {
		long before = refused(refusal);
		assertThat(send(node, bytes)).isIn(OTHER_PROTOCOL, "");
		assertThat(refused(refusal)).isEqualTo(before + 1);
	}

	@Test
	void whatFollowsAGreetingIsReadOnlyAsFarAsTheHandshakeGoes() throws IOException {
		byte[] flood = new byte[5_000_000];
		System.arraycopy(new byte[] { 'D', 'S', 'H', 1 }, 0, flood, 0, 4);
		long before = refused(Refusal.OTHER_SECRET);
		send(node, flood);
		assertThat(refused(Refusal.OTHER_SECRET)).isEqualTo(before + 1);
	}

	@Test
	void clientOfHazelcastDoesNotConnect() {
		ClientConfig config = new ClientConfig().setClusterName(node.getConfig().getClusterName());
		config.setProperty("hazelcast.logging.type", "slf4j");
		config.getNetworkConfig()
			.addAddress("127.0.0.1:" + ((InetSocketAddress) node.getLocalEndpoint().getSocketAddress()).getPort());
		config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(1000);
		assertThatThrownBy(() -> HazelcastClient.newHazelcastClient(config)).isInstanceOf(IllegalStateException.class);
	}

	@Test
	void silentConnectionsAreCappedAndANodeJoinsMeanwhile() throws IOException {
		List<Socket> idle = new ArrayList<>();
		try {
			for (int i = 0; i < 1000; i++) {
				Socket socket = connect(node);
				socket.getOutputStream().write(bytes("DSH"));
				idle.add(socket);
			}
			await().atMost(PATIENCE).until(() -> statistics().evicted() + refused(Refusal.TOO_SLOW) >= 1000 - CAP);
			assertThat(statistics().waiting()).isLessThanOrEqualTo(CAP);
			HazelcastInstance second = cluster.startGuarded("two", SECURITY);
			await().atMost(PATIENCE).until(() -> node.getCluster().getMembers().size() == 2);
			second.getLifecycleService().terminate();
			await().atMost(PATIENCE).until(() -> node.getCluster().getMembers().size() == 1);
			assertThat(read(idle.get(999))).as("the last one, closed at its deadline").isEmpty();
			assertThat(refused(Refusal.TOO_SLOW)).isPositive();
		}
		finally {
			for (Socket socket : idle) {
				socket.close();
			}
		}
	}

	@Test
	void objectFromAStrangerIsReadNeitherBehindTheSecretNorBehindTheFilter() throws IOException {
		try (LocalCluster other = new LocalCluster()) {
			Config open = other.config("open");
			open.getSerializationConfig().setJavaSerializationFilterConfig(null);
			attack(Hazelcast.newHazelcastInstance(open));
			assertThat(Gadget.READ).as("that it is an attack").hasValue(1);
			attack(Hazelcast.newHazelcastInstance(other.config("filtering")));
			assertThat(Gadget.READ).hasValue(0);
		}
		assertThat(send(node, packet(object(new Gadget())))).isEqualTo(OTHER_PROTOCOL);
		assertThat(Gadget.READ).hasValue(0);
	}

	/** Send the object, and then one that may be read, to know when both have been. */
	private static void attack(HazelcastInstance target) throws IOException {
		Gadget.READ.set(0);
		Known.READ.set(0);
		try (Socket socket = connect(target)) {
			socket.getOutputStream().write(packet(object(new Gadget())));
			byte[] known = packet(object(new Known()));
			await().atMost(PATIENCE).until(() -> {
				socket.getOutputStream().write(known, 3, known.length - 3);
				return Known.READ.get() > 2;
			});
		}
		finally {
			target.getLifecycleService().terminate();
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	/** A packet as members send them, with the protocol before it. */
	private static byte[] packet(int size, byte[] payload) {
		try {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			DataOutputStream out = new DataOutputStream(bytes);
			out.writeBytes("HZC");
			out.writeByte(4);
			out.writeChar(1);
			out.writeInt(-1);
			out.writeInt(size);
			out.write(payload);
			return bytes.toByteArray();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] packet(byte[] payload) {
		return packet(payload.length, payload);
	}

	/** An object as Hazelcast's Java serialization writes it. */
	private static byte[] object(Serializable object) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		out.writeInt(0);
		out.writeInt(-100);
		ObjectOutputStream objects = new ObjectOutputStream(out);
		objects.writeObject(object);
		objects.flush();
		return bytes.toByteArray();
	}

	/** Is in a package that the filter lets pass. */
	static final class Known implements Serializable {

		static final AtomicInteger READ = new AtomicInteger();

		private static final long serialVersionUID = 1L;

		private void readObject(ObjectInputStream in) {
			READ.incrementAndGet();
		}

	}

}
