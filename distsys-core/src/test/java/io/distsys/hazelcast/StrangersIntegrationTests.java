package io.distsys.hazelcast;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Whatever may come to the port of a node that has a secret, over real sockets. */
class StrangersIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final int CAP = 32;

	private static final MemberSecurity SECURITY = MemberSecurity.none()
		.withSecrets("the-secret-of-the-tests")
		.withLimits(Duration.ofSeconds(20), CAP);

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

	private static Stranger stranger(HazelcastInstance to) {
		return new Stranger("127.0.0.1", ((InetSocketAddress) to.getLocalEndpoint().getSocketAddress()).getPort());
	}

	private static HandshakeStatistics statistics() {
		return MemberGuard.statistics(node).orElseThrow();
	}

	private static long refused(Refusal refusal) {
		return statistics().refused().getOrDefault(refusal, 0L);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("io.distsys.hazelcast.Stranger#probes")
	void strangerIsToldThatThisIsAnotherProtocolAndTheConnectionIsClosed(Stranger.Probe probe) throws IOException {
		long before = refused(probe.refusal());
		assertThat(stranger(node).send(probe.bytes())).isIn(Stranger.OTHER_PROTOCOL, "");
		assertThat(refused(probe.refusal())).isEqualTo(before + 1);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("othersThanMembers")
	void nodeWithoutASecretSpeaksNoOtherProtocolThanThatOfMembersEither(Stranger.Probe probe) throws IOException {
		try (LocalCluster other = new LocalCluster()) {
			HazelcastInstance open = Hazelcast.newHazelcastInstance(other.config("open"));
			assertThat(stranger(open).send(probe.bytes())).isIn(Stranger.OTHER_PROTOCOL, "");
			ClientConfig client = stranger(open).client(open.getConfig().getClusterName());
			assertThatThrownBy(() -> HazelcastClient.newHazelcastClient(client))
				.isInstanceOf(IllegalStateException.class);
			assertThat(open.getLifecycleService().isRunning()).isTrue();
		}
	}

	static Stream<Stranger.Probe> othersThanMembers() {
		return Stranger.probes().stream().filter((probe) -> Set.of("REST", "memcache").contains(probe.name()));
	}

	@Test
	void whatFollowsAGreetingIsReadOnlyAsFarAsTheHandshakeGoes() throws IOException {
		long before = refused(Refusal.OTHER_SECRET);
		stranger(node).send(Stranger.flood());
		assertThat(refused(Refusal.OTHER_SECRET)).isEqualTo(before + 1);
	}

	@Test
	void clientOfHazelcastDoesNotConnect() {
		ClientConfig config = stranger(node).client(node.getConfig().getClusterName());
		assertThatThrownBy(() -> HazelcastClient.newHazelcastClient(config)).isInstanceOf(IllegalStateException.class);
	}

	@Test
	void silentConnectionsAreCappedAndANodeJoinsMeanwhile() throws IOException {
		List<Socket> idle = new ArrayList<>();
		try {
			for (int i = 0; i < 1000; i++) {
				idle.add(stranger(node).beginHandshake());
			}
			await().atMost(PATIENCE).until(() -> statistics().evicted() + refused(Refusal.TOO_SLOW) >= 1000 - CAP);
			assertThat(statistics().waiting()).isLessThanOrEqualTo(CAP);
			HazelcastInstance second = cluster.startGuarded("two", SECURITY);
			await().atMost(PATIENCE).until(() -> node.getCluster().getMembers().size() == 2);
			second.getLifecycleService().terminate();
			await().atMost(PATIENCE).until(() -> node.getCluster().getMembers().size() == 1);
			assertThat(Stranger.read(idle.get(999))).as("the last one, closed at its deadline").isEmpty();
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
		assertThat(stranger(node).send(Stranger.packet(new Gadget()))).isEqualTo(Stranger.OTHER_PROTOCOL);
		assertThat(Gadget.READ).hasValue(0);
	}

	/** Send the object, and then one that may be read, to know when both have been. */
	private static void attack(HazelcastInstance target) throws IOException {
		Gadget.READ.set(0);
		Known.READ.set(0);
		try (Socket socket = stranger(target).connect()) {
			socket.getOutputStream().write(Stranger.packet(new Gadget()));
			byte[] known = Stranger.packet(new Known());
			await().atMost(PATIENCE).until(() -> {
				socket.getOutputStream().write(known, 3, known.length - 3);
				return Known.READ.get() > 2;
			});
		}
		finally {
			target.getLifecycleService().terminate();
		}
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
