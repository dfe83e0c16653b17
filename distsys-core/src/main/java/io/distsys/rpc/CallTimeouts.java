package io.distsys.rpc;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;

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

	/**
	 * Refuse a {@link CallTimeout} on an interface that cannot be kept: of no time, or on
	 * a method that is no call.
	 * @param type the interface
	 * @throws IllegalArgumentException if there is one
	 */
	public static void checkInterface(Class<?> type) {
		CallContract.requireOnCalls(type, CallTimeout.class);
		check(type, Arrays.asList(type.getMethods()));
	}

	/**
	 * Refuse a {@link CallTimeout} of no time.
	 * @param type the interface or class that has the methods
	 * @param calls the methods
	 * @throws IllegalArgumentException if there is one
	 */
	public static void check(Class<?> type, Collection<Method> calls) {
		for (Method method : calls) {
			CallTimeout timeout = method.getAnnotation(CallTimeout.class);
			if (timeout != null && timeout.value() <= 0) {
				throw new IllegalArgumentException(type.getName() + " has @CallTimeout(" + timeout.value() + ") on "
						+ CallContract.described(method) + ": let it be more than 0 milliseconds");
			}
		}
	}

}
