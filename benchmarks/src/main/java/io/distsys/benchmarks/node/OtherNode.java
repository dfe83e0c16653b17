package io.distsys.benchmarks.node;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;

/**
 * A node to call, and the same one as Hazelcast knows it.
 *
 * @param id for the library
 * @param member for Hazelcast
 */
record OtherNode(NodeId id, Member member) {

	/** Any that is not this one. */
	static OtherNode of(Cluster cluster, HazelcastInstance hazelcast) {
		Node other = cluster.view()
			.nodes()
			.stream()
			.filter((node) -> !node.id().equals(cluster.self().id()))
			.findFirst()
			.orElseThrow();
		Member member = hazelcast.getCluster()
			.getMembers()
			.stream()
			.filter((one) -> other.address().equals(one.getAddress().getHost() + ":" + one.getAddress().getPort()))
			.findFirst()
			.orElseThrow();
		return new OtherNode(other.id(), member);
	}

}
