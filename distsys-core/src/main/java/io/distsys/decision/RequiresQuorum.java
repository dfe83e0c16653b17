package io.distsys.decision;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets a method of a bean, or all methods of a class, run only while this node is on the
 * side that may act ({@link io.distsys.quorum.Quorum}). Otherwise the call ends with a
 * {@link io.distsys.consensus.NoQuorumException}, which names the method and what is
 * missing; the method has certainly not run.
 * <p>
 * The question is asked once, by a memory read, before the method begins: quorum that is
 * lost afterwards does not end it. What must not happen on two nodes at once needs an
 * owner: a lock, a name, a singleton.
 *
 * @since 0.1
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.TYPE })
public @interface RequiresQuorum {

}
