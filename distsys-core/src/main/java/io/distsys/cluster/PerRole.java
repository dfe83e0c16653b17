package io.distsys.cluster;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What there is of each role of this node, and of the whole cluster only once.
 *
 * @param <T> what it is
 * @since 0.1
 */
public final class PerRole<T> {

	private final String what;

	private final Map<String, T> all;

	/**
	 * Make one for each role.
	 * @param what what they are, for people
	 * @param roles the roles of this node
	 * @param factory makes one
	 */
	public PerRole(String what, Set<String> roles, Function<? super String, ? extends T> factory) {
		this.what = what;
		Map<String, T> made = new TreeMap<>();
		roles.forEach((role) -> made.put(role, factory.apply(role)));
		this.all = Collections.unmodifiableMap(made);
	}

	/**
	 * That of nodes without roles, and of what is of a role itself.
	 * @param <T> what it is
	 * @param what what it is, for people
	 * @return none
	 */
	public static <T> PerRole<T> none(String what) {
		return new PerRole<>(what, Set.of(), (role) -> {
			throw new IllegalStateException("There is no role");
		});
	}

	/**
	 * That of a role.
	 * @param role the role
	 * @return always the same
	 * @throws IllegalStateException if this node does not have the role
	 */
	public T get(String role) {
		T one = this.all.get(role);
		if (one == null) {
			throw new IllegalStateException("The " + this.what + " of the role '" + role
					+ "' are known on its nodes only, and there are those of " + this.all.keySet()
					+ " here: set distsys.cluster.roles");
		}
		return one;
	}

	/**
	 * Those of all roles of this node.
	 * @return by role, sorted
	 */
	public Map<String, T> all() {
		return this.all;
	}

}
