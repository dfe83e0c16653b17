package io.distsys.worker;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method without parameters of a worker: it is called before the first message,
 * after the state has been restored if there is any. What it throws counts as a crash.
 * Methods of superclasses are called first; one that is overridden is called once, by the
 * method that overrides it, whichever of the two is marked.
 *
 * @since 0.1
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnStart {

}
