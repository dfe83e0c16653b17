package io.distsys.worker;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method without parameters of a worker: it is called after the last message, and
 * after the snapshot if the worker moves. It also runs, as far as the process gets to it,
 * when the slot was lost: the fence may then be closed already, so it should give back
 * what the worker holds in this process and write nothing. It is not called for an
 * instance that crashed. Methods of superclasses are called first; one that is overridden
 * is called once, by the method that overrides it, whichever of the two is marked.
 *
 * @since 0.1
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnStop {

}
