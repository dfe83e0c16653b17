package io.distsys.worker;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;

import io.distsys.rpc.CallContract;
import io.distsys.rpc.CallTimeout;
import io.distsys.rpc.CallTimeouts;

/**
 * Where {@link Cast} and {@link CallTimeout} may stand: on what is called, a cast on what
 * returns nothing. Anywhere else they would do nothing, or something else than is said.
 */
final class CallMarks {

	private CallMarks() {
	}

	/**
	 * Check what is marked of an interface. Its default methods run on the reference.
	 * @param type the interface
	 * @throws IllegalArgumentException if a mark stands where it cannot
	 */
	static void checkInterface(Class<?> type) {
		CallContract.requireOnCalls(type, Cast.class);
		CallContract.requireOnCalls(type, CallTimeout.class);
		checkCalls(type, Arrays.asList(type.getMethods()));
	}

	/**
	 * Check what is marked of the methods that are calls.
	 * @param type the interface or class that has them
	 * @param calls the methods
	 * @throws IllegalArgumentException if a mark says what cannot be done
	 */
	static void checkCalls(Class<?> type, Collection<Method> calls) {
		for (Method method : calls) {
			if (method.isAnnotationPresent(Cast.class) && method.getReturnType() != void.class) {
				throw new IllegalArgumentException(type.getName() + " has @Cast on " + CallContract.described(method)
						+ ", which returns something: let it be void");
			}
		}
		CallTimeouts.check(type, calls);
	}

}
