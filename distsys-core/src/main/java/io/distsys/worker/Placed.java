package io.distsys.worker;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.distsys.placement.PlacementStrategy;

/**
 * Where the workers of a type live: a part of {@link Distributed}. It should be the same
 * on all nodes; where it is not, each node says for itself whether it may and should have
 * slots, and the node that came last says how they are spread.
 * <p>
 * With Spring names may have placeholders ({@code ${...}}), and one of them may name
 * several, separated by commas.
 *
 * @since 0.1
 */
@Documented
@Target({})
@Retention(RetentionPolicy.RUNTIME)
public @interface Placed {

	/**
	 * How slots are spread over the nodes that may have them.
	 * @return the strategy
	 */
	PlacementStrategy strategy() default PlacementStrategy.CONSISTENT;

	/**
	 * The bean that says where slots should be, in place of {@link #strategy()}: the only
	 * one of its type. Without Spring, {@link WorkerPlacement#with} takes it.
	 * @return its type; by default none
	 */
	Class<? extends SlotPlacement> by() default SlotPlacement.class;

	/**
	 * The only nodes that may have them: pinned. While none of them is there the workers
	 * are nowhere, and calls to them end without an owner.
	 * @return names of nodes; if empty, all nodes may
	 */
	String[] nodes() default {};

	/**
	 * The nodes that may have them: those with one of these roles.
	 * @return the roles; if empty, all nodes may
	 */
	String[] roles() default {};

	/**
	 * The nodes that may have them: those in one of these zones.
	 * @return the zones; if empty, all nodes may
	 */
	String[] zones() default {};

	/**
	 * Nodes that never have any.
	 * @return names of nodes
	 */
	String[] excludedNodes() default {};

	/**
	 * Nodes with one of these roles never have any.
	 * @return the roles
	 */
	String[] excludedRoles() default {};

	/**
	 * Nodes in one of these zones never have any.
	 * @return the zones
	 */
	String[] excludedZones() default {};

	/**
	 * The nodes that have all of them if they are there, the best one first.
	 * @return names of nodes
	 */
	String[] preferredNodes() default {};

	/**
	 * The zones whose nodes have all of them if one is there, the best one first. Less
	 * weighty than {@link #preferredNodes()}.
	 * @return names of zones
	 */
	String[] preferredZones() default {};

	/**
	 * A slot that is free is given away only while so many nodes take work, for a
	 * majority is not enough then. What runs goes on with fewer.
	 * @return the number of nodes
	 */
	int minimumNodes() default 1;

}
