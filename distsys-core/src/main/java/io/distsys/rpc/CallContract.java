package io.distsys.rpc;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The type of proxies, and which of its methods are calls. Of an interface these are the
 * abstract ones, and its default methods run on the proxy; of a class those that are
 * given, and any other one fails. Thread-safe; to be made once for many proxies.
 *
 * @param <T> the type
 * @since 0.1
 */
public final class CallContract<T> {

	private final Class<T> type;

	private final Set<Method> methods;

	private final Function<InvocationHandler, T> proxies;

	private CallContract(Class<T> type, Set<Method> methods, Function<InvocationHandler, T> proxies) {
		this.type = type;
		this.methods = methods;
		this.proxies = proxies;
	}

	/**
	 * The contract that an interface is.
	 * @param <T> the interface
	 * @param type the interface
	 * @return the contract
	 * @throws IllegalArgumentException if the type is not an interface
	 */
	public static <T> CallContract<T> of(Class<T> type) {
		return of(type, "A proxy");
	}

	/**
	 * As {@link #of(Class)}.
	 * @param needing what is made of it, as of {@link #requireInterface}
	 */
	static <T> CallContract<T> of(Class<T> type, String needing) {
		requireInterface(type, needing);
		Set<Method> methods = Arrays.stream(type.getMethods())
			.filter((method) -> Modifier.isAbstract(method.getModifiers()))
			.collect(Collectors.toUnmodifiableSet());
		return new CallContract<>(type, methods, (handler) -> type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler)));
	}

	/**
	 * Refuse a type that is not an interface.
	 * @param type what calls are to be made through
	 * @param needing what needs an interface, with its target if that is known: the
	 * message begins with it
	 */
	static void requireInterface(Class<?> type, String needing) {
		if (!type.isInterface()) {
			throw new IllegalArgumentException(
					needing + " needs an interface, not " + type.getName() + ": name one that it implements");
		}
	}

	/**
	 * Refuse an annotation of calls on a method of an interface that is none: it runs on
	 * the proxy, and the annotation would say nothing.
	 * @param type the interface
	 * @param mark the annotation
	 * @throws IllegalArgumentException if there is such a method
	 */
	public static void requireOnCalls(Class<?> type, Class<? extends Annotation> mark) {
		for (Method method : type.getMethods()) {
			// A bridge has the marks of the method that it calls, and is no call by
			// itself.
			boolean call = Modifier.isAbstract(method.getModifiers()) || method.isBridge();
			if (!call && method.isAnnotationPresent(mark)) {
				throw new IllegalArgumentException(type.getName() + " has @" + mark.getSimpleName() + " on "
						+ described(method) + ", which runs on the proxy itself: let it be abstract");
			}
		}
	}

	/**
	 * A method as messages name it.
	 * @param method the method
	 * @return for instance {@code Reports.monthly}
	 */
	public static String described(Method method) {
		return method.getDeclaringClass().getSimpleName() + "." + method.getName();
	}

	/**
	 * The contract of a class.
	 * @param <T> the class
	 * @param type the class
	 * @param methods those of its methods that are calls, as they are declared
	 * @param proxies makes its proxies
	 * @return the contract
	 * @throws IllegalArgumentException if there can be no proxies of the class
	 */
	public static <T> CallContract<T> of(Class<T> type, Collection<Method> methods, ClassProxies proxies) {
		return new CallContract<>(type, Set.copyOf(methods), proxies.of(type));
	}

	/**
	 * The type.
	 * @return the interface or class
	 */
	public Class<T> type() {
		return this.type;
	}

	/**
	 * The methods that are calls.
	 * @return the methods, as they are declared
	 */
	public Set<Method> methods() {
		return this.methods;
	}

	/**
	 * Make a proxy.
	 * @param handler gets the calls of its methods
	 * @return a new proxy
	 */
	public T proxy(InvocationHandler handler) {
		return this.proxies.apply(handler);
	}

}
