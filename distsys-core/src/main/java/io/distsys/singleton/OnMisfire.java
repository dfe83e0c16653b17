package io.distsys.singleton;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Beside Spring's {@code @Scheduled} on a method of a {@link ClusterSingleton}: what
 * becomes of a run that was due while the singleton moved. Without it such a run is left
 * out.
 * <p>
 * What was due is told from the wall clock, and from the last run of which this node has
 * heard, or the first activation of all if there was none. In a hand-over the next node
 * has heard of it before it begins. A node that crashes in the middle of a run, or before
 * it could tell the others of it, makes the next one run once more: with
 * {@link MisfireRule#ONCE} make the method idempotent.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
public @interface OnMisfire {

	/**
	 * The rule.
	 * @return the rule
	 */
	MisfireRule value() default MisfireRule.ONCE;

}
