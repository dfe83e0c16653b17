package io.distsys.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.spi.impl.NodeEngine;

/** The one door to what Hazelcast keeps internal. */
final class MemberInternals {

	private MemberInternals() {
	}

	static NodeEngine engineOf(HazelcastInstance instance) {
		return nodeOf(instance).getNodeEngine();
	}

	static Node nodeOf(HazelcastInstance instance) {
		if (instance instanceof HazelcastInstanceProxy proxy) {
			return proxy.getOriginal().node;
		}
		if (instance instanceof HazelcastInstanceImpl member) {
			return member.node;
		}
		throw new IllegalArgumentException("The Hazelcast instance '" + instance.getName() + "' is a "
				+ instance.getClass().getName() + ", not a member: a client cannot be a node");
	}

}
