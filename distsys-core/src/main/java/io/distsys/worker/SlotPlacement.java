package io.distsys.worker;

import java.util.List;

import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Says where the slots of a worker type should be, in place of the built-in strategies: a
 * bean that {@link Placed#by()} names.
 * <p>
 * It is asked on each node that may have the slots, on a thread for user code, on no node
 * two calls at a time, whenever nodes that may have them come, go or begin to leave. What
 * it says is proposed to the cluster. Of several proposals that of the node counts which
 * has been there longest, and the next one at once when that node is lost. The cluster
 * moves slots there as for any strategy: a few at a time, in order, held up by a pause.
 * It must be a pure function: quick, without side effects, the same answer to the same
 * question, and as close to {@link Situation#current()} as it can, since each slot that
 * it says otherwise is moved.
 * <p>
 * It cannot break anything. A slot for which it names nobody, or a node that may not have
 * it, is placed by {@link io.distsys.placement.PlacementStrategy#CONSISTENT}, and so are
 * all until it has answered for the first time, and what a lost node had until it answers
 * again. If it throws, what it has said last stays, until the nodes change and it is
 * asked again; so it does if it does not return, but then that node asks no more.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface SlotPlacement {

	/**
	 * Place all slots of a type.
	 * @param situation who may have them, and who has
	 * @return the node for each slot, by its number; {@literal null} where it does not
	 * care
	 */
	List<@Nullable NodeId> place(Situation situation);

	/**
	 * What it is asked about.
	 *
	 * @param slots name of the slots: what stands before the first slash of the name of
	 * the worker type
	 * @param candidates the nodes that may have slots and do not leave, the one that has
	 * offered first first
	 * @param current who has each slot now, by its number; {@literal null} if nobody does
	 */
	record Situation(String slots, List<Node> candidates, List<@Nullable NodeId> current) {

	}

}
