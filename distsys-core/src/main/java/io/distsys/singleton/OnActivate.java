package io.distsys.singleton;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the method of a {@link ClusterSingleton} that begins its activity. What it throws
 * is logged, and it is tried again with growing pauses while the node owns the singleton.
 * The method has no parameter, or one of the type {@link io.distsys.ownership.Fence} or
 * {@link io.distsys.ownership.FencingToken}. It runs on a thread for user code.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnActivate {

}
