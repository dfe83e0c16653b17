package io.distsys.rpc;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/** Says for each method of a proxy what it does. */
final class ProxyHandler implements InvocationHandler {

	private final Class<?> type;

	private final RemoteCalls calls;

	private final String description;

	private final Map<Method, Duration> timeouts = new ConcurrentHashMap<>();

	ProxyHandler(Class<?> type, RemoteCalls calls, String description, Duration timeout) {
		this.type = type;
		this.calls = calls;
		this.description = description;
		for (Method method : type.getMethods()) {
			this.timeouts.put(method, timeoutOf(method, timeout));
		}
	}

	private static Duration timeoutOf(Method method, Duration general) {
		CallTimeout own = method.getAnnotation(CallTimeout.class);
		Duration timeout = (own != null) ? Duration.ofMillis(own.value()) : general;
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("The timeout of " + method + " must be positive, not " + timeout);
		}
		return timeout;
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		if (method.getDeclaringClass() == Object.class) {
			return invokeOfObject(proxy, method, arguments);
		}
		if (method.isDefault()) {
			return invokeDefault(proxy, method, arguments);
		}
		Duration timeout = this.timeouts.get(method);
		if (timeout == null) {
			throw new IllegalStateException(method + " is not a method of " + this.type.getName());
		}
		Invocation invocation = Invocation.of(method, arguments);
		return InvocationRunner.isAsynchronous(method) ? this.calls.callAsync(invocation, timeout)
				: this.calls.call(invocation, timeout);
	}

	/** {@link InvocationHandler#invokeDefault} refuses interfaces that are not public. */
	private static @Nullable Object invokeDefault(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		Class<?> declaring = method.getDeclaringClass();
		@Nullable Object[] given = (arguments != null) ? arguments : new @Nullable Object[0];
		return MethodHandles.privateLookupIn(declaring, MethodHandles.lookup())
			.unreflectSpecial(method, declaring)
			.bindTo(proxy)
			.invokeWithArguments(given);
	}

	private @Nullable Object invokeOfObject(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
		return switch (method.getName()) {
			case "equals" -> arguments != null && proxy == arguments[0];
			case "hashCode" -> System.identityHashCode(proxy);
			case "toString" -> this.type.getSimpleName() + " of the " + this.description;
			default -> throw new IllegalStateException("A proxy does not have " + method);
		};
	}

}
