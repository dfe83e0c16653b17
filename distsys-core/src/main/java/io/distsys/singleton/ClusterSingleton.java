package io.distsys.singleton;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One active instance in the cluster. The object exists on every node; it is
 * <em>active</em> on one: there its {@link OnActivate} method has run, its scheduled
 * methods run, and calls through the proxy arrive.
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

}
