package io.distsys.rpc;

import java.lang.reflect.Method;
import java.time.Duration;

/**
 * How long the callers of a method wait.
 *
 * @since 0.1
 */
public final class CallTimeouts {

	private CallTimeouts() {
	}

	/**
	 * The timeout of a method.
	 * @param method the method
	 * @param general how long its callers wait if it has no {@link CallTimeout}
	 * @return how long they wait
	 * @throws IllegalArgumentException if that is not positive
	 */
	public static Duration of(Method method, Duration general) {
		CallTimeout own = method.getAnnotation(CallTimeout.class);
		Duration timeout = (own != null) ? Duration.ofMillis(own.value()) : general;
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("The timeout of " + method + " must be positive, not " + timeout);
		}
		return timeout;
	}

}
