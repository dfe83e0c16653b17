package io.distsys.hazelcast;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Finds the address of a node. It needs no events: an entry that has become wrong is
 * found out by the receiver (every frame names the incarnation that it is for) and
 * forgotten then.
 */
final class MemberDirectory {

	private final HazelcastInstance instance;

	private final Map<NodeId, Address> addresses = new ConcurrentHashMap<>();

	MemberDirectory(HazelcastInstance instance) {
		this.instance = instance;
	}

	@Nullable Address find(NodeId id) {
		Address known = this.addresses.get(id);
		return (known != null) ? known : lookUp(id);
	}

	private @Nullable Address lookUp(NodeId id) {
		for (Member member : this.instance.getCluster().getMembers()) {
			if (NodeAttributes.readId(member).filter(id::equals).isPresent()) {
				this.addresses.put(id, member.getAddress());
				return member.getAddress();
			}
		}
		return null;
	}

	void forget(NodeId id) {
		this.addresses.remove(id);
	}

}
