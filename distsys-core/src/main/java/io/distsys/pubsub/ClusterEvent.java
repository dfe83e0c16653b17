package io.distsys.pubsub;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the class of an event of the application that is published on all nodes: its
 * listeners hear it wherever it was published. It travels as a message of a topic does:
 * at most once, in order per node, and to the others at the moment in which it is
 * published, whatever becomes of a transaction around it.
 *
 * @since 0.1
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ClusterEvent {

}
