package io.distsys.worker;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

import io.distsys.messaging.Codec;
import io.distsys.rpc.Invocation;
import org.jspecify.annotations.Nullable;

/** Takes down the one call that somebody makes, in order to make it elsewhere. */
final class RecordedCall implements InvocationHandler {

	private final Class<?> contract;

	private @Nullable Invocation invocation;

	private RecordedCall(Class<?> contract) {
		this.contract = contract;
	}

	/**
	 * Take down a call.
	 * @throws IllegalArgumentException if not exactly one method is called
	 */
	static <T> byte[] of(Class<T> contract, Consumer<? super T> caller, Codec codec) {
		if (!contract.isInterface()) {
			throw new IllegalArgumentException("Workers are called through an interface, not " + contract.getName());
		}
		RecordedCall call = new RecordedCall(contract);
		caller.accept(
				contract.cast(Proxy.newProxyInstance(contract.getClassLoader(), new Class<?>[] { contract }, call)));
		Invocation invocation = call.invocation;
		if (invocation == null) {
			throw call.notOne("none");
		}
		return invocation.encode(codec).toBytes();
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
		if (method.getDeclaringClass() == Object.class || method.isDefault()) {
			throw notOne(method.getName() + ", which members do not run");
		}
		if (this.invocation != null) {
			throw notOne("another one, " + method.getName());
		}
		this.invocation = Invocation.of(method, arguments);
		Class<?> type = method.getReturnType();
		return (type.isPrimitive() && type != void.class) ? Array.get(Array.newInstance(type, 1), 0) : null;
	}

	private IllegalArgumentException notOne(String what) {
		return new IllegalArgumentException(
				"A message to workers is one call of a method of " + this.contract.getName() + ", and not " + what);
	}

}
