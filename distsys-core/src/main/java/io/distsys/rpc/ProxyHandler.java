package io.distsys.rpc;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Says for each method of a proxy what it does. */
final class ProxyHandler implements InvocationHandler {

	private final Class<?> type;

	private final ProxyCalls calls;

	private final String description;

	private final Map<Method, Way> ways = new HashMap<>();

	private final MethodMap<Way> called = new MethodMap<>(this.ways::get);

	ProxyHandler(CallContract<?> contract, ProxyCalls calls, String description, Duration timeout) {
		this.type = contract.type();
		this.calls = calls;
		this.description = description;
		for (Method method : contract.methods()) {
			this.ways.put(method, new Way(method, CallTimeouts.of(method, timeout)));
		}
	}

	/**
	 * The calls are its own, not those of a way: so the processor goes on to the callee
	 * while it still looks for the way, and both wait for memory at once.
	 */
	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		Way way = this.called.get(method);
		return (way != null) ? way.by(this.calls, arguments) : invokeHere(proxy, method, arguments);
	}

	/** The method, so that it is not looked for again. */
	RemoteMethod bind(Object proxy, Method method) {
		Way way = this.ways.get(method);
		ProxyCalls of = this.calls;
		return (way != null) ? (arguments) -> way.by(of, arguments)
				: (arguments) -> invokeHere(proxy, method, arguments);
	}

	private @Nullable Object invokeHere(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		if (isOfObject(method)) {
			return invokeOfObject(proxy, method, arguments);
		}
		if (this.type.isInterface() && method.isDefault()) {
			return invokeDefault(proxy, method, arguments);
		}
		throw new UnsupportedOperationException(MethodTable.key(method) + " of " + this.type.getName()
				+ " is not for callers, and cannot be called by the proxy of the " + this.description
				+ (Modifier.isPublic(method.getModifiers()) ? "" : ": to have it called let it be public"));
	}

	/** Also where the class of a proxy has its own, which say nothing of the callee. */
	private static boolean isOfObject(Method method) {
		return method.getDeclaringClass() == Object.class || switch (method.getName()) {
			case "equals" -> method.getParameterCount() == 1 && method.getParameterTypes()[0] == Object.class;
			case "hashCode", "toString" -> method.getParameterCount() == 0;
			default -> false;
		};
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

	/** The way of a method to the owner. */
	private static final class Way {

		private final CalledMethod method;

		private final Duration timeout;

		private final boolean asynchronous;

		private Way(Method method, Duration timeout) {
			this.method = CalledMethod.of(method).ofOneProxy();
			this.timeout = timeout;
			this.asynchronous = InvocationRunner.isAsynchronous(method);
		}

		private @Nullable Object by(ProxyCalls calls, @Nullable Object @Nullable [] arguments) throws Throwable {
			Invocation invocation = Invocation.of(this.method, arguments);
			return this.asynchronous ? calls.callAsync(invocation, this.timeout) : calls.call(invocation, this.timeout);
		}

	}

}
