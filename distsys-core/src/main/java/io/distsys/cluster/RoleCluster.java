package io.distsys.cluster;

import java.util.function.Consumer;

import io.distsys.time.Subscription;

/**
 * The nodes of a role, as a cluster of its own. Roles do not change while a node lives.
 *
 * @since 0.1
 */
public final class RoleCluster implements Cluster {

	private final Cluster cluster;

	private final String role;

	private volatile Views last;

	/**
	 * Create it.
	 * @param cluster all nodes
	 * @param role the role
	 */
	public RoleCluster(Cluster cluster, String role) {
		this.cluster = cluster;
		this.role = role;
		this.last = views(cluster.view());
	}

	private Views views(ClusterView all) {
		return new Views(all, new ClusterView(all.epoch(), all.nodes().stream().filter(this::takesPart).toList()));
	}

	private boolean takesPart(Node node) {
		return node.roles().contains(this.role);
	}

	@Override
	public Node self() {
		return this.cluster.self();
	}

	@Override
	public ClusterView view() {
		ClusterView all = this.cluster.view();
		Views known = this.last;
		if (known.all() != all) {
			known = views(all);
			this.last = known;
		}
		return known.some();
	}

	@Override
	public Subscription subscribe(Consumer<? super ClusterEvent> listener) {
		return this.cluster.subscribe((event) -> {
			if (takesPart(event.node())) {
				listener.accept(event);
			}
		});
	}

	/** A view of all nodes, and what is seen of it here. */
	private record Views(ClusterView all, ClusterView some) {

	}

}
