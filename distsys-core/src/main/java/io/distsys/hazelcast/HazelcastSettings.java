package io.distsys.hazelcast;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How this node joins a cluster.
 *
 * @param clusterName only nodes of one name join each other
 * @param members where other nodes may be, each as {@code host} or {@code host:port}; if
 * empty, only this machine is looked at, on its loopback address
 * @param bindAddress the address to listen at; if empty, the loopback address without
 * members, and what Hazelcast picks with members
 * @param port the first port to try
 * @param portCount how many ports are tried, here and where a member is named without a
 * port
 * @param heartbeatInterval how often members tell each other that they live
 * @param maxNoHeartbeat after how long without a heartbeat a member is taken for lost. It
 * is noticed up to two seconds later; with less than five seconds a busy machine loses
 * healthy members
 * @param mergeFirstDelay how long after its start a node first looks for another part of
 * the cluster to merge with
 * @param mergeNextDelay how often it looks later on
 * @param joinWait how long a node that finds others but no cluster waits for one before
 * it proposes to found it
 * @param operationTimeout after how long an operation of Hazelcast fails that gets no
 * answer
 * @param serializationPackages packages whose classes may be read by Java serialization,
 * besides those of the JDK, Hazelcast and distsys
 * @param properties further properties of Hazelcast; they win
 * @since 0.1
 */
public record HazelcastSettings(String clusterName, List<String> members, String bindAddress, int port, int portCount,
		Duration heartbeatInterval, Duration maxNoHeartbeat, Duration mergeFirstDelay, Duration mergeNextDelay,
		Duration joinWait, Duration operationTimeout, Set<String> serializationPackages,
		Map<String, String> properties) {

	public HazelcastSettings {
		members = List.copyOf(members);
		serializationPackages = Set.copyOf(serializationPackages);
		properties = Map.copyOf(properties);
		requireSeconds("heartbeatInterval", heartbeatInterval, 1);
		requireSeconds("maxNoHeartbeat", maxNoHeartbeat, 2);
		requireSeconds("mergeFirstDelay", mergeFirstDelay, 1);
		requireSeconds("mergeNextDelay", mergeNextDelay, 1);
		requireSeconds("joinWait", joinWait, 1);
		if (portCount < 1 || port < 1 || port + portCount > 65536) {
			throw new IllegalArgumentException(
					"port (" + port + ") and portCount (" + portCount + ") are no range of ports between 1 and 65535");
		}
	}

	/**
	 * Settings by which the nodes of one machine find each other.
	 * @return the settings
	 */
	public static HazelcastSettings ofDefaults() {
		return new HazelcastSettings("distsys", List.of(), "", 5701, 8, Duration.ofSeconds(1), Duration.ofSeconds(5),
				Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(10), Set.of(),
				Map.of());
	}

	/**
	 * These settings for another cluster.
	 * @param newName its name
	 * @return a copy
	 */
	public HazelcastSettings withClusterName(String newName) {
		return new HazelcastSettings(newName, this.members, this.bindAddress, this.port, this.portCount,
				this.heartbeatInterval, this.maxNoHeartbeat, this.mergeFirstDelay, this.mergeNextDelay, this.joinWait,
				this.operationTimeout, this.serializationPackages, this.properties);
	}

	/**
	 * These settings with other ports.
	 * @param newPort the first port
	 * @param newCount how many
	 * @return a copy
	 */
	public HazelcastSettings withPorts(int newPort, int newCount) {
		return new HazelcastSettings(this.clusterName, this.members, this.bindAddress, newPort, newCount,
				this.heartbeatInterval, this.maxNoHeartbeat, this.mergeFirstDelay, this.mergeNextDelay, this.joinWait,
				this.operationTimeout, this.serializationPackages, this.properties);
	}

	/**
	 * These settings with other members.
	 * @param newMembers where other nodes may be
	 * @return a copy
	 */
	public HazelcastSettings withMembers(List<String> newMembers) {
		return new HazelcastSettings(this.clusterName, newMembers, this.bindAddress, this.port, this.portCount,
				this.heartbeatInterval, this.maxNoHeartbeat, this.mergeFirstDelay, this.mergeNextDelay, this.joinWait,
				this.operationTimeout, this.serializationPackages, this.properties);
	}

	/**
	 * These settings with other packages for Java serialization.
	 * @param newPackages the packages
	 * @return a copy
	 */
	public HazelcastSettings withSerializationPackages(Set<String> newPackages) {
		return new HazelcastSettings(this.clusterName, this.members, this.bindAddress, this.port, this.portCount,
				this.heartbeatInterval, this.maxNoHeartbeat, this.mergeFirstDelay, this.mergeNextDelay, this.joinWait,
				this.operationTimeout, newPackages, this.properties);
	}

	private static void requireSeconds(String name, Duration value, long least) {
		if (value.toSeconds() < least || value.toNanosPart() != 0) {
			throw new IllegalArgumentException(
					name + " must be a whole number of seconds, at least " + least + ", not " + value);
		}
	}

}
