package io.distsys.worker;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@code void} method of a worker's interface, or of a worker class that
 * implements none, that is called without waiting for it: the proxy returns at once, and
 * its caller does not learn what became of it. A cast is routed, kept in order and
 * refused like a call, within the timeout of one; what is refused or given up is a
 * {@link WorkerEvent.DeadLetter}. A type with a cast that returns something, or that is
 * not called, is refused when it is defined or asked for. On a method of a class that
 * implements an interface it says nothing: it stands on the method of the interface.
 *
 * @since 0.1
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Cast {

}
