package io.distsys.hazelcast;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

import com.hazelcast.cluster.Address;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where somebody listens.
 */
class ListeningAddressesTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@Test
	void thoseThatListenAreFoundAmongThoseThatDoNot() throws IOException {
		try (ServerSocket one = listening(); ServerSocket two = listening(); ServerSocket closed = listening()) {
			closed.close();
			assertThat(ListeningAddresses.among(List.of(addressOf(closed), addressOf(one), addressOf(two)), LIMIT))
				.containsExactlyInAnyOrder(addressOf(one), addressOf(two));
		}
	}

	@Test
	void anAddressThatNeverAnswersHoldsUpNobodyForLongerThanTheLimit() throws IOException {
		try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				ServerSocket one = listening()) {
			Address addressOfFull = addressOf(full);
			fill(addressOfFull);
			assertThat(ListeningAddresses.among(List.of(addressOfFull, addressOf(one)), Duration.ofMillis(200)))
				.contains(addressOf(one));
		}
	}

	@Test
	void aNameThatCannotBeResolvedIsNoObstacle() throws IOException {
		try (ServerSocket one = listening()) {
			Address unknown = Address.createUnresolvedAddress("no-such-host.invalid", 5701);
			assertThat(ListeningAddresses.among(List.of(unknown, addressOf(one)), LIMIT))
				.containsExactly(addressOf(one));
		}
	}

	@Test
	void nobodyIsAskedForNoAddress() {
		assertThat(ListeningAddresses.among(List.of(), LIMIT)).isEmpty();
	}

	/** The kernel drops what it cannot queue, as a network does that is cut. */
	private static void fill(Address address) {
		for (int i = 0; i < 4; i++) {
			ListeningAddresses.among(List.of(address), Duration.ofMillis(100));
		}
	}

	private static ServerSocket listening() throws IOException {
		return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	private static Address addressOf(ServerSocket socket) throws UnknownHostException {
		return new Address(socket.getInetAddress(), socket.getLocalPort());
	}

}
