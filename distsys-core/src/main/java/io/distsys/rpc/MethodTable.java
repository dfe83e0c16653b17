package io.distsys.rpc;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The methods that others may call, by key. What is not in it cannot be reached, whatever
 * is sent.
 *
 * @since 0.1
 */
public final class MethodTable {

	private final Map<String, Method> methods;

	private MethodTable(Map<String, Method> methods) {
		this.methods = methods;
	}

	/**
	 * All abstract methods of some interfaces, the inherited ones included.
	 * @param interfaces the interfaces
	 * @return the table
	 * @throws IllegalArgumentException if a type is not an interface
	 */
	public static MethodTable of(Collection<Class<?>> interfaces) {
		for (Class<?> type : interfaces) {
			if (!type.isInterface()) {
				throw new IllegalArgumentException(type.getName() + " is not an interface: only the methods of an "
						+ "interface can be called from other nodes");
			}
		}
		return of(interfaces, (method) -> Modifier.isAbstract(method.getModifiers()));
	}

	/**
	 * All abstract methods of one interface, the inherited ones included.
	 * @param type the interface
	 * @return the table
	 */
	public static MethodTable of(Class<?> type) {
		return of(List.of(type));
	}

	/**
	 * Some public methods of some types.
	 * @param types interfaces or classes
	 * @param callable says which of their public instance methods may be called; those of
	 * {@link Object} never may
	 * @return the table
	 */
	public static MethodTable of(Collection<Class<?>> types, Predicate<Method> callable) {
		Map<String, Method> methods = new HashMap<>();
		for (Class<?> type : types) {
			for (Method method : type.getMethods()) {
				if (isInstanceMethod(method) && !isOfObject(method) && callable.test(method)) {
					method.trySetAccessible();
					methods.merge(key(method), method, MethodTable::moreSpecific);
				}
			}
		}
		return new MethodTable(methods);
	}

	/**
	 * Some methods of a class.
	 * @param methods the methods, as they are declared, each key once
	 * @return the table
	 */
	public static MethodTable ofMethods(Collection<Method> methods) {
		Map<String, Method> byKey = new HashMap<>();
		methods.forEach((method) -> {
			method.trySetAccessible();
			byKey.put(key(method), method);
		});
		return new MethodTable(byKey);
	}

	private static Method moreSpecific(Method one, Method other) {
		return one.getReturnType().isAssignableFrom(other.getReturnType()) ? other : one;
	}

	private static boolean isInstanceMethod(Method method) {
		return !Modifier.isStatic(method.getModifiers()) && !method.isBridge() && !method.isSynthetic();
	}

	private static boolean isOfObject(Method method) {
		return Arrays.stream(Object.class.getMethods()).anyMatch((own) -> key(own).equals(key(method)));
	}

	/**
	 * The key of a method: its name and the names of its parameter types.
	 * @param method the method
	 * @return for instance {@code add(java.lang.String,int)}
	 */
	public static String key(Method method) {
		return Arrays.stream(method.getParameterTypes())
			.map(Class::getName)
			.collect(Collectors.joining(",", method.getName() + "(", ")"));
	}

	/**
	 * Find a method that may be called.
	 * @param key its key
	 * @return the method, or empty if there is none
	 */
	public Optional<Method> find(String key) {
		return Optional.ofNullable(this.methods.get(key));
	}

	/**
	 * Find the method that may be called for a call that did not travel.
	 * @param invocation the call
	 * @return the method, or empty if there is none
	 */
	public Optional<Method> find(Invocation invocation) {
		return invocation.called().in(this);
	}

}
