package io.distsys.benchmarks.pekko;

import java.util.List;
import java.util.Map;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.distsys.benchmarks.peers.node.CallOrders;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Starts a node and takes orders. */
public final class PekkoNode {

	private static final String NAME = "peers";

	private PekkoNode() {
	}

	/**
	 * Start it.
	 * @param arguments the address of all nodes, the port of this one and that of the
	 * first
	 */
	public static void main(String[] arguments) {
		ActorSystem<Void> system = ActorSystem.create(Behaviors.<Void>empty(), NAME,
				config(arguments[0], Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2])));
		CallOrders.follow(new PekkoCalls(system));
	}

	private static Config config(String address, int port, int first) {
		return ConfigFactory
			.parseMap(Map.of("pekko.remote.artery.canonical.hostname", address, "pekko.remote.artery.canonical.port",
					port, "pekko.cluster.seed-nodes", List.of("pekko://" + NAME + "@" + address + ":" + first)))
			.withFallback(ConfigFactory.load());
	}

}
