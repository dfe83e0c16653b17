package io.distsys.spring;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;

import org.springframework.cglib.proxy.Callback;
import org.springframework.cglib.proxy.Dispatcher;
import org.springframework.cglib.proxy.Factory;
import org.springframework.cglib.proxy.MethodInterceptor;
import org.springframework.cglib.proxy.MethodProxy;

/**
 * Takes the calls of a singleton's interfaces past the interceptor chain of the proxy
 * that Spring has made: to the {@link StandIn} of the bean, if there is one. What that
 * does not take goes to the {@link io.distsys.rpc.RemoteMethod} to which the chain would
 * come, for the proxy is frozen with the {@link SingletonCallInterceptor} as its only
 * advice, and takes 25 to 45 ns for it. Everything else, what makes it a proxy of
 * Spring's included, is left to the chain.
 */
final class ChainBypass {

	private final SingletonCallInterceptor calls;

	private final Object target;

	private final @Nullable Object standIn;

	/**
	 * @param standIn is handed what the proxy has no advice for, or {@literal null} if
	 * the proxy has advice for all
	 */
	ChainBypass(SingletonCallInterceptor calls, Object target, @Nullable Object standIn) {
		this.calls = calls;
		this.target = target;
		this.standIn = standIn;
	}

	/**
	 * Let a proxy use it.
	 * @param proxy a frozen proxy of Spring's around the target, with the calls as its
	 * only advice
	 * @return the proxy to be used in its place, of the same class
	 */
	Object in(Object proxy) {
		if (proxy instanceof Factory ofClass) {
			passBy(ofClass);
		}
		else if (Proxy.isProxyClass(proxy.getClass())) {
			Class<?> type = proxy.getClass();
			return Proxy.newProxyInstance(type.getClassLoader(), type.getInterfaces(),
					new OfInterfaces(Proxy.getInvocationHandler(proxy)));
		}
		else if (this.standIn != null) {
			throw handsOverNothing();
		}
		return proxy;
	}

	private void passBy(Factory proxy) {
		Callback[] callbacks = proxy.getCallbacks();
		boolean handsOver = this.standIn == null;
		for (int i = 0; i < callbacks.length; i++) {
			if (callbacks[i] instanceof MethodInterceptor chain) {
				proxy.setCallback(i, new OfClass(chain));
			}
			else if (this.standIn != null && isOfTarget(callbacks[i])) {
				proxy.setCallback(i, to(this.standIn));
				handsOver = true;
			}
		}
		if (!handsOver) {
			throw handsOverNothing();
		}
	}

	private IllegalStateException handsOverNothing() {
		return new IllegalStateException("Spring's proxy of " + this.target.getClass().getName()
				+ " hands over nothing: its calls would not be fenced");
	}

	private static Dispatcher to(Object standIn) {
		return () -> standIn;
	}

	private boolean isOfTarget(Callback callback) {
		try {
			return callback instanceof Dispatcher dispatcher && dispatcher.loadObject() == this.target;
		}
		catch (Exception ex) {
			throw new IllegalStateException("Spring's proxy does not know its target", ex);
		}
	}

	/** An object that returns itself means its proxy, as everywhere in Spring. */
	private @Nullable Object returned(@Nullable Object result, Object proxy, Method method) {
		return (result == this.target && method.getReturnType() != Object.class
				&& method.getReturnType().isInstance(proxy)) ? proxy : result;
	}

	private final class OfClass implements MethodInterceptor {

		private final MethodInterceptor chain;

		private OfClass(MethodInterceptor chain) {
			this.chain = chain;
		}

		@Override
		public @Nullable Object intercept(Object proxy, Method method, @Nullable Object[] arguments,
				MethodProxy ofSuperclass) throws Throwable {
			var remote = ChainBypass.this.calls.remote(method);
			return (remote != null) ? returned(remote.call(arguments), proxy, method)
					: this.chain.intercept(proxy, method, arguments, ofSuperclass);
		}

	}

	private final class OfInterfaces implements InvocationHandler {

		private final InvocationHandler chain;

		private OfInterfaces(InvocationHandler chain) {
			this.chain = chain;
		}

		@Override
		public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
				throws Throwable {
			var remote = ChainBypass.this.calls.remote(method);
			if (remote != null) {
				return returned(remote.call(arguments), proxy, method);
			}
			// The handler of Spring's knows its like by its class, and would not know
			// this.
			boolean isItself = arguments != null && arguments.length == 1 && arguments[0] == proxy
					&& method.getName().equals("equals");
			return isItself ? Boolean.TRUE : this.chain.invoke(proxy, method, arguments);
		}

	}

}
