package io.distsys.rpc;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;

/**
 * One method of a proxy of {@link RemoteProxies}, for whoever calls it again and again
 * with its arguments in an array.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface RemoteMethod {

	/**
	 * Call it, as through the proxy.
	 * @param arguments the arguments, or {@literal null} if there are none; must not be
	 * changed afterwards
	 * @return what the method returned
	 * @throws Throwable what the method of the proxy throws
	 */
	@Nullable Object call(@Nullable Object @Nullable [] arguments) throws Throwable;

	/**
	 * A method of a proxy.
	 * @param proxy a proxy that {@link RemoteProxies} has made
	 * @param method one of the methods of its interface
	 * @return the method
	 */
	static RemoteMethod of(Object proxy, Method method) {
		if (Proxy.getInvocationHandler(proxy) instanceof ProxyHandler handler) {
			return handler.bind(proxy, method);
		}
		throw new IllegalArgumentException("Not a proxy of RemoteProxies: " + proxy);
	}

}
