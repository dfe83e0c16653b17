package io.distsys.placement;

import java.util.List;
import java.util.Map;

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
	 * @param merits what makes one candidate better than another; a node that is not
	 * among the keys has {@link Merit#NONE}
	 * @param resting whether it is to stay where it is, if it is anywhere
	 */
	record Item(String name, int index, List<NodeId> candidates, @Nullable NodeId current, Map<NodeId, Merit> merits,
			boolean resting) {

		/**
		 * A resource for which all candidates are alike.
		 * @param name its name
		 * @param index its number within the name
		 * @param candidates the nodes that can have it, sorted
		 * @param current the candidate that has it now, or {@literal null}
		 */
		public Item(String name, int index, List<NodeId> candidates, @Nullable NodeId current) {
			this(name, index, candidates, current, Map.of(), false);
		}

		/**
		 * The candidates that count: those that are preferred most.
		 * @return some of the candidates, in their order; none only if there is none
		 */
		public List<NodeId> preferred() {
			int most = this.candidates.stream().mapToInt((node) -> meritOf(node).preference()).max().orElse(0);
			return this.candidates.stream().filter((node) -> meritOf(node).preference() == most).toList();
		}

		/**
		 * What makes a candidate better than another.
		 * @param node the candidate
		 * @return its merit
		 */
		public Merit meritOf(NodeId node) {
			return this.merits.getOrDefault(node, Merit.NONE);
		}

	}

	/**
	 * What makes a node better than another for one resource.
	 *
	 * @param preference what the user prefers; more is better
	 * @param version the application that it runs
	 * @param joined when it joined, as a number that grows from node to node
	 */
	record Merit(int preference, String version, long joined) {

		/** Of a node of which nothing is known. */
		public static final Merit NONE = new Merit(0, "", 0);

	}

}
