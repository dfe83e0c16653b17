package io.distsys.spring;

import java.util.Set;

import io.distsys.cluster.Node;

/**
 * What this node thinks of the network. An event of the application, published like those
 * of the cluster. It decides nothing: what may act is told by
 * {@link io.distsys.quorum.QuorumEvent} and by fences.
 *
 * @since 0.1
 */
public sealed interface PartitionEvent {

	/**
	 * Why this is thought.
	 * @return the reason, for people
	 */
	String reason();

	/**
	 * Nodes have gone without a word and without evidence that their processes have
	 * ended: the network is cut, or they hang. Published again when there are more of
	 * them.
	 *
	 * @param unreachable the nodes that are missed, as they were last known
	 * @param reason for people
	 */
	record PartitionSuspected(Set<Node> unreachable, String reason) implements PartitionEvent {

		public PartitionSuspected {
			unreachable = Set.copyOf(unreachable);
		}

	}

	/**
	 * No node is missed any more: each has come back, or its process has turned out to
	 * have ended.
	 *
	 * @param reason for people: what became of the last one
	 */
	record PartitionHealed(String reason) implements PartitionEvent {

	}

}
