package io.distsys.worker;

import io.distsys.rpc.CallContract;
import io.distsys.rpc.ClassProxies;

/**
 * What workers are called by.
 *
 * @param calls the type, and which of its methods are calls
 * @param casts whether some of these are casts
 */
record WorkerContract<T>(CallContract<T> calls, boolean casts) {

	/**
	 * The contract that a type is.
	 * @throws IllegalArgumentException if workers cannot be called by it
	 */
	static <T> WorkerContract<T> of(Class<T> type, ClassProxies proxies) {
		CallContract<T> calls = type.isInterface() ? ofInterface(type)
				: CallContract.of(type, ClassContract.methodsOf(type), proxies);
		return new WorkerContract<>(calls,
				calls.methods().stream().anyMatch((method) -> method.isAnnotationPresent(Cast.class)));
	}

	private static <T> CallContract<T> ofInterface(Class<T> type) {
		CallMarks.checkInterface(type);
		return CallContract.of(type);
	}

	Class<T> type() {
		return this.calls.type();
	}

}
