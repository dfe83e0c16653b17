package io.distsys.rpc;

import java.lang.reflect.InvocationHandler;
import java.util.function.Function;

/**
 * Makes proxies of classes, which the JDK alone makes of interfaces only: the seam to
 * whatever generates subclasses. Thread-safe.
 * <p>
 * <b>A proxy</b> is an object of a subclass. No constructor has run for it, so its fields
 * are empty. Its handler gets every call of a method that a subclass can override,
 * whatever its access, those of {@link Object} and of interfaces included, and nothing of
 * the class runs. What it cannot get are private and final methods, and those of a
 * superclass in another package that only that package may call. <b>A method</b> is given
 * as it is declared, never as a bridge of the compiler's, and mostly as one and the same
 * object. What the handler throws is thrown as it is if it is unchecked or the method
 * declares it.
 * <p>
 * <b>Cost:</b> one subclass for each class, made when it is asked for first and kept as
 * long as the class is; a proxy is an object with the fields of the class.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ClassProxies {

	/**
	 * Get ready to make proxies of a class.
	 * @param <T> the class
	 * @param type the class, which may be abstract
	 * @return makes a proxy for a handler
	 * @throws IllegalArgumentException if the class can have no such subclass; the
	 * message says why
	 */
	<T> Function<InvocationHandler, T> of(Class<T> type);

	/**
	 * Where nothing generates subclasses.
	 * @return refuses every class
	 */
	static ClassProxies none() {
		return new ClassProxies() {

			@Override
			public <T> Function<InvocationHandler, T> of(Class<T> type) {
				throw new IllegalArgumentException("Nothing on this node makes proxies of classes, and "
						+ type.getName() + " is one: declare its methods in an interface");
			}

		};
	}

}
