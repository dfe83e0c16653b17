package io.distsys.worker;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;

import io.distsys.rpc.CallTimeout;

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
		for (Method method : type.getMethods()) {
			// A bridge has the marks of the method that it calls, and is no call by
			// itself.
			boolean call = Modifier.isAbstract(method.getModifiers()) || method.isBridge();
			if (!call && (method.isAnnotationPresent(Cast.class) || method.isAnnotationPresent(CallTimeout.class))) {
				throw new IllegalArgumentException(type.getName() + " has @Cast or @CallTimeout on " + described(method)
						+ ", which runs on the reference itself: let it be abstract");
			}
		}
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
				throw new IllegalArgumentException(type.getName() + " has @Cast on " + described(method)
						+ ", which returns something: let it be void");
			}
			CallTimeout timeout = method.getAnnotation(CallTimeout.class);
			if (timeout != null && timeout.value() <= 0) {
				throw new IllegalArgumentException(type.getName() + " has @CallTimeout(" + timeout.value() + ") on "
						+ described(method) + ": let it be more than 0 milliseconds");
			}
		}
	}

	/** A method as messages name it. */
	static String described(Method method) {
		return method.getDeclaringClass().getSimpleName() + "." + method.getName();
	}

}
