package io.distsys.hazelcast.discovery;

import java.util.List;

/**
 * How a node finds others.
 *
 * @since 0.1
 */
public sealed interface Discovery {

	/** On this machine, on its loopback address; nothing leaves it. */
	record Loopback() implements Discovery {

	}

	/** Not at all: the node is a cluster of its own, unless others find it. */
	record None() implements Discovery {

	}

	/**
	 * At addresses that are told.
	 *
	 * @param members each as {@code host} or {@code host:port}
	 */
	record TcpIp(List<String> members) implements Discovery {

		public TcpIp {
			members = List.copyOf(members);
		}

	}

	/**
	 * By multicast.
	 *
	 * @param group the group
	 * @param port the port
	 * @param timeToLive how many routers a packet may pass
	 */
	record Multicast(String group, int port, int timeToLive) implements Discovery {

	}

	/**
	 * By asking.
	 *
	 * @param source is asked
	 */
	record Polled(AddressSource source) implements Discovery {

	}

}
