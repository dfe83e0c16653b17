package io.distsys.placement;

import java.util.List;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Says where resources of one kind should be. A pure function: the same arguments give
 * the same answer on every node.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Placement {

	/**
	 * Place all resources of a kind.
	 * @param items the resources, in a stable order
	 * @return for each item, in the same order, the node that should have it, or
	 * {@literal null} where no node can
	 */
	List<@Nullable NodeId> place(List<Item> items);

	/**
	 * One resource to be placed.
	 *
	 * @param name its name
	 * @param index its number within the name
	 * @param candidates the nodes that can have it, sorted
	 * @param current the candidate that has it now, or {@literal null}
	 */
	record Item(String name, int index, List<NodeId> candidates, @Nullable NodeId current) {

	}

}
