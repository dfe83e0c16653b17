package io.distsys.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.distsys.rpc.MethodMap;
import io.distsys.rpc.RemoteMethod;
import io.distsys.singleton.ClusterSingletons;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Sends the calls of a singleton's interfaces to where it is active. All other methods
 * run on the bean of this node, while the singleton is active here.
 */
final class SingletonCallInterceptor implements MethodInterceptor {

	/** Of a method that runs on the bean of this node. */
	private static final RemoteMethod NOT_SENT = (arguments) -> {
		throw new IllegalStateException("It is not sent anywhere");
	};

	private final String name;

	private final @Nullable Duration callTimeout;

	private final Supplier<ClusterSingletons> singletons;

	private final FencedMethods others;

	private final Map<Signature, Route> routes = new HashMap<>();

	private final Map<Class<?>, Object> proxies = new ConcurrentHashMap<>();

	private final MethodMap<RemoteMethod> ways = new MethodMap<>(this::find);

	SingletonCallInterceptor(SingletonBean singleton, Supplier<ClusterSingletons> singletons) {
		this.name = singleton.name();
		this.callTimeout = singleton.callTimeout();
		this.singletons = singletons;
		this.others = new FencedMethods(singleton, singletons);
		for (Class<?> type : singleton.interfaces()) {
			for (Method method : type.getMethods()) {
				if (!Modifier.isStatic(method.getModifiers()) && !ReflectionUtils.isObjectMethod(method)) {
					this.routes.putIfAbsent(Signature.of(method), new Route(type, method));
				}
			}
		}
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		RemoteMethod remote = remote(invocation.getMethod());
		return (remote != null) ? remote.call(invocation.getArguments()) : this.others.invoke(invocation);
	}

	/**
	 * What a call of a method is to be sent through.
	 * @param method a method as the proxy was called with it
	 * @return calls it wherever the singleton is active, or {@literal null} if the method
	 * runs on the bean of this node
	 */
	@Nullable RemoteMethod remote(Method method) {
		RemoteMethod way = this.ways.get(method);
		return (way != NOT_SENT) ? way : null;
	}

	/**
	 * Whether a method is sent, and its caller waits for it.
	 * @param method a method of the bean's class
	 * @return whether it is, by its interface: default methods run on the proxy, and who
	 * is returned a stage waits for that
	 */
	boolean blocks(Method method) {
		Route route = this.routes.get(Signature.of(method));
		return route != null && Modifier.isAbstract(route.method().getModifiers())
				&& !CompletionStage.class.isAssignableFrom(route.method().getReturnType());
	}

	/** What sends a method that {@link #blocks}; looked for when it is first called. */
	RemoteMethod sender(Method method) {
		return (arguments) -> Objects.requireNonNull(remote(method)).call(arguments);
	}

	private RemoteMethod find(Method method) {
		Route route = this.routes.get(Signature.of(method));
		if (route == null) {
			return NOT_SENT;
		}
		Object proxy = this.proxies.computeIfAbsent(route.type(), this::proxy);
		return RemoteMethod.of(proxy, route.method());
	}

	private Object proxy(Class<?> type) {
		Duration timeout = this.callTimeout;
		return (timeout != null) ? this.singletons.get().proxy(this.name, type, timeout)
				: this.singletons.get().proxy(this.name, type);
	}

	private record Route(Class<?> type, Method method) {

	}

	private record Signature(String name, List<Class<?>> parameterTypes) {

		static Signature of(Method method) {
			return new Signature(method.getName(), List.of(method.getParameterTypes()));
		}

	}

}
