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
 * method has run, its scheduled methods run, and calls through the proxy arrive.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ClusterSingleton {

	/**
	 * The name, unique in the cluster.
	 * @return the name; if it is empty, the name of the bean
	 */
	String value() default "";

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

}
