package io.distsys.hazelcast;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import com.hazelcast.cluster.Address;
import io.distsys.time.MonotonicClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out at which of many addresses somebody listens, at all of them at once. */
final class ListeningAddresses {

	private static final Logger logger = LoggerFactory.getLogger(ListeningAddresses.class);

	private ListeningAddresses() {
	}

	/**
	 * Try to connect to each address, and close the connections again. Blocks until each
	 * has answered or refused, at most for the limit.
	 * @param addresses the addresses
	 * @param limit the longest that it may take
	 * @return those that took a connection
	 */
	static List<Address> among(Collection<Address> addresses, Duration limit) {
		List<Address> listening = new ArrayList<>();
		if (addresses.isEmpty()) {
			return listening;
		}
		try (Selector selector = Selector.open()) {
			try {
				for (Address address : addresses) {
					begin(address, selector, listening);
				}
				await(selector, limit, listening);
			}
			finally {
				for (SelectionKey key : selector.keys()) {
					key.channel().close();
				}
			}
		}
		catch (IOException ex) {
			logger.warn("It could not be found out where other nodes listen addresses={}", addresses, ex);
		}
		return listening;
	}

	private static void begin(Address address, Selector selector, List<Address> listening) throws IOException {
		SocketChannel channel = SocketChannel.open();
		try {
			channel.configureBlocking(false);
			if (channel.connect(address.getInetSocketAddress())) {
				listening.add(address);
				channel.close();
			}
			else {
				channel.register(selector, SelectionKey.OP_CONNECT, address);
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("Nobody can be reached at={}", address, ex);
			channel.close();
		}
	}

	private static void await(Selector selector, Duration limit, List<Address> listening) throws IOException {
		MonotonicClock clock = MonotonicClock.system();
		long deadline = clock.nanos() + limit.toNanos();
		long left = limit.toMillis();
		while (left > 0 && selector.keys().stream().anyMatch(SelectionKey::isValid)) {
			selector.select((key) -> end(key, listening), left);
			left = Duration.ofNanos(deadline - clock.nanos()).toMillis();
		}
	}

	private static void end(SelectionKey key, List<Address> listening) {
		try (SocketChannel channel = (SocketChannel) key.channel()) {
			channel.finishConnect();
			listening.add((Address) key.attachment());
		}
		catch (IOException ex) {
			logger.debug("Nobody listens at={}", key.attachment(), ex);
		}
	}

}
