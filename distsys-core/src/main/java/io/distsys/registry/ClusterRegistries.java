package io.distsys.registry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import io.distsys.cluster.Node;
import io.distsys.messaging.MessageObserver;
import io.distsys.ownership.Guarantee;
import io.distsys.time.Subscription;

/**
 * The registries of this node: for each guarantee one of the whole cluster, and one for
 * each of this node's roles, whose names only the nodes of that role know and hold. The
 * same name may be held in each of them.
 *
 * @since 0.1
 */
public final class ClusterRegistries implements AutoCloseable {

	private final Set<String> roles;

	/** As they were made. */
	private final List<ClusterRegistry> made = new ArrayList<>();

	private final Map<Scope, ClusterRegistry> registries;

	/**
	 * Create all of them, with nobody who sees what is asked of them.
	 * @param roles the roles of this node
	 * @param factory makes a registry
	 */
	public ClusterRegistries(Set<String> roles, Function<? super Scope, ? extends ClusterRegistry> factory) {
		this(roles, factory, MessageObserver.none());
	}

	/**
	 * Create all of them.
	 * @param roles the roles of this node
	 * @param factory makes a registry
	 * @param observer sees what callers change in them, and no look-up
	 */
	public ClusterRegistries(Set<String> roles, Function<? super Scope, ? extends ClusterRegistry> factory,
			MessageObserver observer) {
		this.roles = new TreeSet<>(roles);
		Map<Scope, ClusterRegistry> all = new LinkedHashMap<>();
		for (Guarantee guarantee : Guarantee.values()) {
			for (String role : rolesAndNone()) {
				Scope scope = new Scope(guarantee, role);
				ClusterRegistry registry = factory.apply(scope);
				this.made.add(registry);
				all.put(scope, ObservedRegistry.of(registry, observer));
			}
		}
		this.registries = Collections.unmodifiableMap(all);
	}

	private List<String> rolesAndNone() {
		return Stream.concat(Stream.of(""), this.roles.stream()).toList();
	}

	/**
	 * The registry of the whole cluster.
	 * @param guarantee what it promises
	 * @return the registry, always the same
	 */
	public ClusterRegistry get(Guarantee guarantee) {
		return get(guarantee, "");
	}

	/**
	 * The registry of the nodes of a role.
	 * @param guarantee what it promises
	 * @param role the role
	 * @return the registry, always the same
	 * @throws IllegalStateException if this node does not have the role
	 */
	public ClusterRegistry get(Guarantee guarantee, String role) {
		ClusterRegistry registry = this.registries.get(new Scope(guarantee, role));
		if (registry == null) {
			throw new IllegalStateException("The names of the role '" + role + "' are known on its nodes only, and this"
					+ " one has the roles " + this.roles + ": set distsys.cluster.roles");
		}
		return registry;
	}

	/**
	 * All registries of this node.
	 * @return the registries
	 */
	public Map<Scope, ClusterRegistry> all() {
		return this.registries;
	}

	/**
	 * Be told of each name that this node loses, in any of them: as
	 * {@link ClusterRegistry#onLost} of each.
	 * @param listener is given the loss
	 * @return ends the subscription when closed
	 */
	public Subscription onLost(Consumer<? super NameLost> listener) {
		List<Subscription> subscriptions = this.made.stream().map((registry) -> registry.onLost(listener)).toList();
		return () -> subscriptions.forEach(Subscription::close);
	}

	/** Give up what this node holds in those that are available, and tell no more. */
	@Override
	public void close() {
		this.made.forEach((registry) -> {
			if (registry instanceof StrongRegistry strong) {
				strong.close();
			}
			else if (registry instanceof AvailableRegistry available) {
				available.close();
			}
		});
	}

	/**
	 * What a registry promises, and of which nodes it is.
	 *
	 * @param guarantee what it promises
	 * @param role the role of its nodes; empty if it is of the whole cluster
	 */
	public record Scope(Guarantee guarantee, String role) {

		/**
		 * Whether a node takes part.
		 * @param node the node
		 * @return whether it has the role, if there is one
		 */
		public boolean hasNode(Node node) {
			return this.role.isEmpty() || node.roles().contains(this.role);
		}

		/**
		 * How to tell it apart from the others, as a part of names.
		 * @param base what stands for the one of the whole cluster
		 * @return the base, with the role if it has one
		 */
		public String qualify(String base) {
			return this.role.isEmpty() ? base : base + "@" + this.role;
		}

	}

}
