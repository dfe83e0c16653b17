package io.distsys.registry;

import java.util.Comparator;
import java.util.Map;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;
import io.distsys.time.HybridTimestamp;

/**
 * That a node holds a name, as it says itself. During a cut, and shortly after, several
 * nodes may say so of one name. Claims are sorted by the time of the registration, those
 * of the same time by node.
 *
 * @param name the name
 * @param node the node that says so
 * @param registeredAt when it was registered
 * @param updatedAt when the metadata were said
 * @param metadata what the node says of the name
 * @since 0.1
 */
public record NameClaim(String name, NodeId node, HybridTimestamp registeredAt, HybridTimestamp updatedAt,
		Map<String, String> metadata) implements Comparable<NameClaim> {

	private static final Comparator<NameClaim> ORDER = Comparator.comparing(NameClaim::registeredAt)
		.thenComparing(NameClaim::node);

	public NameClaim {
		metadata = Map.copyOf(metadata);
	}

	@Override
	public int compareTo(NameClaim other) {
		return ORDER.compare(this, other);
	}

	/** Whether it is of the same registration, with other metadata perhaps. */
	boolean isOfSame(NameClaim other) {
		return compareTo(other) == 0;
	}

	NameClaim with(Map<String, String> newMetadata, HybridTimestamp now) {
		return new NameClaim(this.name, this.node, this.registeredAt, now, newMetadata);
	}

	RegisteredName entry() {
		return new RegisteredName(this.name, this.node, new FencingToken(this.registeredAt.value()), this.metadata);
	}

}
