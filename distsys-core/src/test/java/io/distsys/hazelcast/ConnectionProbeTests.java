package io.distsys.hazelcast;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ConnectionProbeTests {

	private final ThreadEventLoop loop = new ThreadEventLoop("distsys-test-1", MonotonicClock.system());

	private final List<NodeId> gone = new CopyOnWriteArrayList<>();

	@AfterEach
	void stop() {
		this.loop.close();
	}

	private static Node node(long number, String address) {
		return new Node(new NodeId(0, number), "n" + number, address, Set.of(), "", "", "", Instant.EPOCH,
				Node.State.UP);
	}

	private ConnectionProbe probe(Node... others) {
		ConnectionProbe probe = new ConnectionProbe(new FakeMembership(node(1, "127.0.0.1:1"), others), this.loop,
				Collections.nCopies(1_000, Duration.ofMillis(100)));
		probe.subscribe(this.gone::add);
		return probe;
	}

	@Test
	void aPortThatRefusesIsEvidence() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		try (ConnectionProbe probe = probe(node(2, "127.0.0.1:" + port))) {
			probe.closedByPeer("127.0.0.1", port);
			await().atMost(Duration.ofMinutes(1)).until(() -> this.gone.size() == 1);
			assertThat(this.gone).containsExactly(new NodeId(0, 2));
		}
	}

	@Test
	void aPortThatAnswersIsTriedAgainAndIsEvidenceOnceItRefuses() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
				ConnectionProbe probe = probe(node(2, "127.0.0.1:" + socket.getLocalPort()))) {
			int port = socket.getLocalPort();
			probe.closedByPeer("127.0.0.1", port);
			socket.accept().close();
			assertThat(this.gone).isEmpty();
			socket.close();
			await().atMost(Duration.ofMinutes(1)).until(() -> this.gone.size() == 1);
		}
	}

	@Test
	void aPortThatGoesOnAnsweringIsNoEvidence() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
				ConnectionProbe probe = probe(node(2, "127.0.0.1:" + socket.getLocalPort()))) {
			probe.closedByPeer("127.0.0.1", socket.getLocalPort());
			for (int i = 0; i < 6; i++) {
				socket.accept().close();
			}
			assertThat(this.gone).isEmpty();
		}
	}

	@Test
	void anAddressThatTwoNodesHaveSaysNothingOfEither() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		String address = "127.0.0.1:" + port;
		try (ConnectionProbe probe = probe(node(2, address), node(3, address), node(4, "127.0.0.2:" + port))) {
			probe.closedByPeer("127.0.0.1", port);
			probe.closedByPeer("127.0.0.2", port);
			await().atMost(Duration.ofMinutes(1)).until(() -> !this.gone.isEmpty());
			assertThat(this.gone).containsExactly(new NodeId(0, 4));
		}
	}

}
