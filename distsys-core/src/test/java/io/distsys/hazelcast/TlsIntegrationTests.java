package io.distsys.hazelcast;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.hazelcast.guard.MemberGuard;
import io.distsys.hazelcast.guard.JoinRefusedException;
import io.distsys.hazelcast.guard.MemberSecurity;
import io.distsys.hazelcast.guard.Refusal;
import io.distsys.hazelcast.guard.TlsEngines;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Real members that speak TLS, with a secret inside of it. */
class TlsIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final String SECRET = "the-secret-of-the-tests";

	@TempDir
	private static Path directory;

	private static LocalCluster cluster;

	private static MemberSecurity security;

	private static HazelcastInstance one;

	@BeforeAll
	static void start() throws Exception {
		cluster = new LocalCluster();
		security = MemberSecurity.none().withTls(engines("cluster")).withSecrets(SECRET);
		one = cluster.startGuarded("one", security);
	}

	@AfterAll
	static void stop() {
		cluster.close();
	}

	/** A key that trusts itself. */
	private static TlsEngines engines(String name) throws Exception {
		SSLContext context = new TestKeys(directory, name).context();
		return (client) -> {
			SSLEngine engine = context.createSSLEngine();
			engine.setUseClientMode(client);
			if (!client) {
				engine.setNeedClientAuth(true);
			}
			return engine;
		};
	}

	private static void awaitSize(HazelcastInstance instance, int size) {
		await().atMost(PATIENCE).until(() -> instance.getCluster().getMembers().size() == size);
	}

	private static long refused(Refusal refusal) {
		return MemberGuard.statistics(one).orElseThrow().refused().getOrDefault(refusal, 0L);
	}

	@Test
	void largeValuesTravelBothWays() {
		HazelcastInstance two = cluster.startGuarded("two", security);
		awaitSize(one, 2);
		LocalCluster.awaitPartitions(one, two);
		byte[] value = new byte[1_000_000];
		ThreadLocalRandom.current().nextBytes(value);
		for (int i = 0; i < 4; i++) {
			one.getMap("files").set("one-" + i, value);
			two.getMap("files").set("two-" + i, value);
		}
		for (int i = 0; i < 4; i++) {
			assertThat(two.<String, byte[]>getMap("files").get("one-" + i)).isEqualTo(value);
			assertThat(one.<String, byte[]>getMap("files").get("two-" + i)).isEqualTo(value);
		}
		two.shutdown();
		awaitSize(one, 1);
	}

	@Test
	void nodeWhoseCertificateIsNotTrustedDoesNotStart() throws Exception {
		MemberSecurity stranger = MemberSecurity.none().withTls(engines("stranger")).withSecrets(SECRET);
		assertThatExceptionOfType(JoinRefusedException.class)
			.isThrownBy(() -> cluster.startGuarded("stranger", stranger))
			.satisfies((ex) -> assertThat(ex.refusals()).containsValue(Refusal.TLS));
		assertThat(refused(Refusal.TLS)).isPositive();
	}

	@Test
	void nodeWithoutTlsDoesNotStart() {
		assertThatExceptionOfType(JoinRefusedException.class)
			.isThrownBy(() -> cluster.startGuarded("plain", MemberSecurity.none().withSecrets(SECRET)))
			.satisfies((ex) -> assertThat(ex.refusals()).containsValue(Refusal.NO_TLS));
		assertThat(refused(Refusal.NO_TLS)).isPositive();
	}

	@Test
	void nodesOfWhichOneHasTlsAloneAndOneHasNothingAreToldSoWhoeverComesFirst() throws Exception {
		MemberSecurity tlsAlone = MemberSecurity.none().withTls(engines("alone"));
		for (boolean tlsFirst : new boolean[] { true, false }) {
			try (LocalCluster other = new LocalCluster()) {
				HazelcastInstance first = other.startGuarded("first", tlsFirst ? tlsAlone : MemberSecurity.none());
				assertThatExceptionOfType(JoinRefusedException.class)
					.isThrownBy(() -> other.startGuarded("second", tlsFirst ? MemberSecurity.none() : tlsAlone))
					.satisfies((ex) -> assertThat(ex.refusals()).containsValue(Refusal.NO_TLS));
				awaitSize(first, 1);
			}
		}
	}

	@Test
	void nodeThatIsTrustedAndHasAnotherSecretDoesNotStart() {
		assertThatExceptionOfType(JoinRefusedException.class)
			.isThrownBy(() -> cluster.startGuarded("other", security.withSecrets("another-secret-of-the-tests")))
			.satisfies((ex) -> assertThat(ex.refusals()).containsValue(Refusal.OTHER_SECRET));
	}

	@Test
	void whatIsNotTlsIsClosed() throws IOException {
		long before = refused(Refusal.NO_TLS);
		int port = ((InetSocketAddress) one.getLocalEndpoint().getSocketAddress()).getPort();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout((int) PATIENCE.toMillis());
			socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			await().atMost(PATIENCE).until(() -> refused(Refusal.NO_TLS) > before);
		}
	}

}
