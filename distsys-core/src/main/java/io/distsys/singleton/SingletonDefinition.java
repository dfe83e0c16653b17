package io.distsys.singleton;

import java.util.Set;

import io.distsys.ownership.Guarantee;
import io.distsys.ownership.ResourceKey;

/**
 * A singleton as a node knows it.
 *
 * @param name unique in the cluster, at most 255 characters
 * @param interfaces the interfaces whose methods may be called from other nodes
 * @param target implements them
 * @param activity what begins and ends with the ownership
 * @param guarantee what is promised of it; the same on all nodes
 * @param placement where it may be and should be; the same on all nodes
 * @since 0.1
 */
public record SingletonDefinition(String name, Set<Class<?>> interfaces, Object target, SingletonActivity activity,
		Guarantee guarantee, SingletonPlacement placement) {

	public SingletonDefinition {
		if (name.isBlank()) {
			throw new IllegalArgumentException("A singleton needs a name: " + target.getClass().getName());
		}
		if (name.length() > ResourceKey.LONGEST_NAME) {
			throw new IllegalArgumentException("The name of a singleton has at most " + ResourceKey.LONGEST_NAME
					+ " characters, not " + name.length() + ": '" + name + "'");
		}
		interfaces = Set.copyOf(interfaces);
		boolean needsTable = placement.minimumNodes() > 1 || !placement.minimumStay().isZero();
		if (needsTable && guarantee != Guarantee.STRONG) {
			throw new IllegalArgumentException("Singleton '" + name
					+ "': minimumNodes and minimumStay need the guarantee STRONG, not " + guarantee);
		}
		for (Class<?> type : interfaces) {
			if (!type.isInterface() || !type.isInstance(target)) {
				throw new IllegalArgumentException("Singleton '" + name + "': " + type.getName()
						+ " is not an interface of " + target.getClass().getName());
			}
		}
	}

	/**
	 * A singleton that may be anywhere.
	 * @param name unique in the cluster
	 * @param interfaces the interfaces whose methods may be called from other nodes
	 * @param target implements them
	 * @param activity what begins and ends with the ownership
	 * @param guarantee what is promised of it; the same on all nodes
	 */
	public SingletonDefinition(String name, Set<Class<?>> interfaces, Object target, SingletonActivity activity,
			Guarantee guarantee) {
		this(name, interfaces, target, activity, guarantee, SingletonPlacement.anywhere());
	}

	/**
	 * A singleton of which there are never two, anywhere.
	 * @param name unique in the cluster
	 * @param interfaces the interfaces whose methods may be called from other nodes
	 * @param target implements them
	 * @param activity what begins and ends with the ownership
	 */
	public SingletonDefinition(String name, Set<Class<?>> interfaces, Object target, SingletonActivity activity) {
		this(name, interfaces, target, activity, Guarantee.STRONG);
	}

}
