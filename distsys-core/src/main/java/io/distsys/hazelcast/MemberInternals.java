package io.distsys.hazelcast;

import java.lang.reflect.Method;

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

	/**
	 * A method that Hazelcast keeps to itself.
	 * @param what what it is for, as it ends "This version of Hazelcast "
	 * @throws IllegalStateException if this version of Hazelcast does not have it
	 */
	static Method method(String what, Class<?> type, String name, Class<?>... parameterTypes) {
		try {
			Method method = type.getDeclaredMethod(name, parameterTypes);
			method.setAccessible(true);
			return method;
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException("This version of Hazelcast " + what, ex);
		}
	}

}
