package io.distsys.autoconfigure.hazelcast;

import java.net.InetSocketAddress;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.hazelcast.guard.MemberGuard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of a member that listens to more than this machine and asks nobody who it is. */
final class OpenPort {

	private static final Logger logger = LoggerFactory.getLogger(OpenPort.class);

	private OpenPort() {
	}

	static void warnOf(HazelcastInstance instance) {
		InetSocketAddress address = instance.getCluster().getLocalMember().getSocketAddress();
		boolean bindsOne = "false".equals(instance.getConfig().getProperty("hazelcast.socket.bind.any"));
		boolean onlyHere = bindsOne && address.getAddress() != null && address.getAddress().isLoopbackAddress();
		if (!onlyHere && !MemberGuard.isGuarded(instance)) {
			logger.warn("Whoever reaches the port of this node can join the cluster, read its data and run code: "
					+ "set distsys.security.secret or distsys.security.ssl.bundle address={}", address);
		}
	}

}
