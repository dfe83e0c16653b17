package io.distsys.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a bean whose interfaces other nodes may call, by {@link RemoteServices}. A call
 * reaches the abstract methods of these interfaces, and nothing else of the bean; a bean
 * that is not marked cannot be reached, whatever is sent.
 * <p>
 * An interface has one such bean on a node at the most. Its methods run on threads for
 * user code, as many at once as calls arrive, up to the bound of calls that a node takes;
 * the bean has to be thread-safe.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface RemoteService {

	/**
	 * The interfaces that may be called.
	 * @return the interfaces; if empty, all of the class that belong to the application
	 */
	Class<?>[] value() default {};

}
