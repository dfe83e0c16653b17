package io.distsys.singleton;

import java.util.Set;

import io.distsys.ownership.Guarantee;

/**
 * A singleton as a node knows it.
 *
 * @param name unique in the cluster
 * @param interfaces the interfaces whose methods may be called from other nodes
 * @param target implements them
 * @param activity what begins and ends with the ownership
 * @param guarantee what is promised of it; the same on all nodes
 * @since 0.1
 */
public record SingletonDefinition(String name, Set<Class<?>> interfaces, Object target, SingletonActivity activity,
		Guarantee guarantee) {

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

	/**
	 * A singleton of which there are never two.
	 * @param name unique in the cluster
	 * @param interfaces the interfaces whose methods may be called from other nodes
	 * @param target implements them
	 * @param activity what begins and ends with the ownership
	 */
	public SingletonDefinition(String name, Set<Class<?>> interfaces, Object target, SingletonActivity activity) {
		this(name, interfaces, target, activity, Guarantee.STRONG);
	}

}
