package io.distsys.autoconfigure.hazelcast;

import java.util.List;

import io.distsys.hazelcast.HazelcastSettings;
import io.distsys.hazelcast.discovery.Discovery;
import org.jspecify.annotations.Nullable;

/**
 * Tells of a node that has looked for others, and found none, what may keep them apart.
 * The first node of a cluster is one too.
 */
final class LonelyNode {

	private LonelyNode() {
	}

	/** What to say; nothing where no other node is expected to be far. */
	static @Nullable String warning(Discovery discovery, List<String> addresses, HazelcastSettings settings) {
		String ports = "distsys.network.port (" + settings.port() + ")";
		if (discovery instanceof Discovery.TcpIp tcpIp) {
			return "No other node answered at " + tcpIp.members() + ". " + alone()
					+ "look whether distsys.discovery.tcp-ip.members names them, and whether " + ports
					+ " and the next ones are open between the machines.";
		}
		if (discovery instanceof Discovery.Multicast multicast) {
			return "No other node was heard by multicast at " + multicast.group() + ":" + multicast.port() + ". "
					+ alone() + "look whether they have the same distsys.discovery.multicast.group and port, and "
					+ "whether the network carries multicast at all: clouds and many switches do not, and then "
					+ "distsys.discovery.tcp-ip.members or distsys.discovery.dns.name does without.";
		}
		if (discovery instanceof Discovery.Polled polled) {
			return "No other node answered at " + addresses + ", which is what is known from "
					+ polled.source().description() + ". " + alone() + "look whether they are among these, and whether "
					+ ports + " is open between the machines (firewalls, network policies).";
		}
		return null;
	}

	private static String alone() {
		return "This one is a cluster of its own until one does. If others run, ";
	}

}
