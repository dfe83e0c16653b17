package io.distsys.singleton;

import java.util.Set;

/**
 * A singleton as a node knows it.
 *
 * @param name unique in the cluster
 * @param interfaces the interfaces whose methods may be called from other nodes
 * @param target implements them
 * @param activity what begins and ends with the ownership
 * @since 0.1
 */
public record SingletonDefinition(String name, Set<Class<?>> interfaces, Object target, SingletonActivity activity) {

	public SingletonDefinition {
		if (name.isBlank()) {
			throw new IllegalArgumentException("A singleton needs a name: " + target.getClass().getName());
		}
		interfaces = Set.copyOf(interfaces);
		for (Class<?> type : interfaces) {
			if (!type.isInterface() || !type.isInstance(target)) {
				throw new IllegalArgumentException("Singleton '" + name + "': " + type.getName()
						+ " is not an interface of " + target.getClass().getName());
			}
		}
	}

}
