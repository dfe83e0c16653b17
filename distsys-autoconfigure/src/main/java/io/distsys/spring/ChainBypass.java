package io.distsys.spring;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;

import org.springframework.cglib.proxy.Callback;
import org.springframework.cglib.proxy.Factory;
import org.springframework.cglib.proxy.MethodInterceptor;
import org.springframework.cglib.proxy.MethodProxy;

/**
 * Takes the calls of a singleton's interfaces past the interceptor chain of the proxy
 * that Spring has made. The proxy is frozen with the {@link SingletonCallInterceptor} as
 * its only advice, so the chain would come to the same
 * {@link io.distsys.rpc.RemoteMethod} and takes 25 to 45 ns for it. Everything else, what
 * makes it a proxy of Spring's included, is left to the chain.
 */
final class ChainBypass {

	private final SingletonCallInterceptor calls;

	private final Object target;

	ChainBypass(SingletonCallInterceptor calls, Object target) {
		this.calls = calls;
		this.target = target;
	}

	/**
	 * Let a proxy use it.
	 * @param proxy a frozen proxy of Spring's around the target, with the calls as its
	 * only advice
	 * @return the proxy to be used in its place, of the same class
	 */
	Object in(Object proxy) {
		if (proxy instanceof Factory ofClass) {
			Callback[] callbacks = ofClass.getCallbacks();
			for (int i = 0; i < callbacks.length; i++) {
				if (callbacks[i] instanceof MethodInterceptor chain) {
					ofClass.setCallback(i, new OfClass(chain));
				}
			}
		}
		else if (Proxy.isProxyClass(proxy.getClass())) {
			Class<?> type = proxy.getClass();
			return Proxy.newProxyInstance(type.getClassLoader(), type.getInterfaces(),
					new OfInterfaces(Proxy.getInvocationHandler(proxy)));
		}
		return proxy;
	}

	/** An object that returns itself means its proxy, as everywhere in Spring. */
	private @Nullable Object returned(@Nullable Object result, Object proxy, Method method) {
		return (result == this.target && method.getReturnType() != Object.class
				&& method.getReturnType().isInstance(proxy)) ? proxy : result;
	}

	private final class OfClass implements MethodInterceptor {

		private final SingletonCallInterceptor calls = ChainBypass.this.calls;

		private final MethodInterceptor chain;

		private OfClass(MethodInterceptor chain) {
			this.chain = chain;
		}

		@Override
		public @Nullable Object intercept(Object proxy, Method method, @Nullable Object[] arguments,
				MethodProxy ofSuperclass) throws Throwable {
			var remote = this.calls.remote(method);
			return (remote != null) ? returned(remote.call(arguments), proxy, method)
					: this.chain.intercept(proxy, method, arguments, ofSuperclass);
		}

	}

	private final class OfInterfaces implements InvocationHandler {

		private final SingletonCallInterceptor calls = ChainBypass.this.calls;

		private final InvocationHandler chain;

		private OfInterfaces(InvocationHandler chain) {
			this.chain = chain;
		}

		@Override
		public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
				throws Throwable {
			var remote = this.calls.remote(method);
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
