package io.distsys.singleton;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.distsys.ownership.Guarantee;

/**
 * One active instance in the cluster, see {@link Guarantee} for what that means. The
 * object exists on every node; it is <em>active</em> on one: there its {@link OnActivate}
 * method has run, its scheduled methods run, and calls through its interfaces arrive.
 * <p>
 * <b>Whether a call that failed may have run:</b> what the method threw is thrown to its
 * caller; it ran. A {@link io.distsys.messaging.CallException} says in its
 * {@code outcome()} that the call did not run (it was refused, nobody was active within
 * its timeout, or it could not be sent), or that it may have run, and may run still (it
 * was sent, and the node was lost or the time was up before the answer came). A call that
 * may have run is never repeated by the library. After a
 * {@link io.distsys.messaging.Codec.NotEncodableException} it did not run if that is
 * about an argument, and did if it is about the result.
 * <p>
 * On a class, on a {@code @Bean} method, or on an annotation of your own, whose
 * attributes may stand for those of this one by Spring's {@code @AliasFor}. Attributes
 * that are texts may have placeholders ({@code ${...}}); in a list of texts one of them
 * may name several, separated by commas.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface ClusterSingleton {

	/**
	 * The name, unique in the cluster.
	 * @return the name; if it and {@link #name()} are empty, the name of the bean
	 */
	String value() default "";

	/**
	 * The name, for use beside other attributes.
	 * @return the name; not together with {@link #value()}
	 */
	String name() default "";

	/**
	 * The interfaces whose methods may be called from other nodes.
	 * @return the interfaces; if empty, all interfaces of the application that the class
	 * implements
	 */
	Class<?>[] interfaces() default {};

	/**
	 * What is promised when the network is cut or a node is lost. It must be the same on
	 * all nodes: to change it, stop all of them.
	 * @return the guarantee; by default never two active, and none without a majority
	 */
	Guarantee guarantee() default Guarantee.STRONG;

	/**
	 * How long a call through an interface may take, routing and the wait for a hand-over
	 * included, for methods without {@link io.distsys.rpc.CallTimeout}.
	 * @return a duration such as {@code 3s}; if empty, that of all singletons
	 */
	String callTimeout() default "";

	/**
	 * The nodes that may have it: those with one of these roles.
	 * @return the roles; if empty, all nodes may
	 */
	String[] roles() default {};

	/**
	 * The nodes that may have it: those in one of these zones.
	 * @return the zones; if empty, all nodes may
	 */
	String[] zones() default {};

	/**
	 * Nodes that never have it.
	 * @return names of nodes
	 */
	String[] excludedNodes() default {};

	/**
	 * The nodes that have it if they are there, the best one first. When a better one
	 * comes, it takes over in order.
	 * @return names of nodes
	 */
	String[] preferredNodes() default {};

	/**
	 * The zones that have it if one of their nodes is there, the best one first. Less
	 * weighty than {@link #preferredNodes()}.
	 * @return names of zones
	 */
	String[] preferredZones() default {};

	/**
	 * How long it stays where it is before it moves to a node that is only better. It
	 * leaves a node that stops or is lost at once all the same. Only with
	 * {@link Guarantee#STRONG}.
	 * @return a duration such as {@code 5m}; if empty, it may move at once
	 */
	String minimumStay() default "";

	/**
	 * It begins only while so many nodes take work. Once it is active it goes on with
	 * fewer. Only with {@link Guarantee#STRONG}.
	 * @return a number; if empty, one
	 */
	String minimumNodes() default "";

}
