package io.distsys.worker;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How often a worker that crashes is made anew, and after which pauses: a part of
 * {@link Distributed}. Each worker has a budget of its own. What is counted is told by
 * {@link RestartPolicy}.
 *
 * @since 0.1
 */
@Documented
@Target({})
@Retention(RetentionPolicy.RUNTIME)
public @interface Restarts {

	/**
	 * How many restarts a window allows. When they are spent the worker is given up for
	 * the rest of the window.
	 * @return the number; 0 for none
	 */
	int max() default 5;

	/**
	 * The sliding window.
	 * @return milliseconds
	 */
	long window() default 60_000;

	/**
	 * The pause before the first restart of a window. It doubles with each.
	 * @return milliseconds
	 */
	long minBackoff() default 100;

	/**
	 * The longest pause.
	 * @return milliseconds
	 */
	long maxBackoff() default 5_000;

	/**
	 * How much shorter, at random, a pause may be, so that workers that crash together do
	 * not return together.
	 * @return a fraction of the pause, from 0 to 1
	 */
	double jitter() default 0.2;

}
