package io.distsys.rpc;

import java.lang.reflect.Method;
import java.time.Duration;

/**
 * A method of a service, as it is called.
 *
 * @param type the interface of the service
 * @param method the method
 */
record ServiceMethod(Class<?> type, Method method) {

	static String address(Class<?> type) {
		return "service/" + type.getName();
	}

	String service() {
		return this.type.getName();
	}

	String address() {
		return address(this.type);
	}

	String key() {
		return MethodTable.key(this.method);
	}

	boolean idempotent() {
		return this.method.isAnnotationPresent(Idempotent.class);
	}

	boolean asynchronous() {
		return InvocationRunner.isAsynchronous(this.method);
	}

	Duration timeout(Duration general) {
		return CallTimeouts.of(this.method, general);
	}

}
