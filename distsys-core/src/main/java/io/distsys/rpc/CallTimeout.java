package io.distsys.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How long a caller of the method waits for the answer, routing included. Without it the
 * timeout of the proxy counts. Of a cast to a worker, for which nobody waits, it is how
 * long that may be on its way before it is given up.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CallTimeout {

	/**
	 * The timeout.
	 * @return milliseconds, more than 0
	 */
	long value();

}
