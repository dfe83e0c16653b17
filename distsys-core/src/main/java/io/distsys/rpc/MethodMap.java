package io.distsys.rpc;

import java.lang.reflect.Method;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What was once found out of each method that a proxy is called with. It is looked up by
 * identity, for the class of a proxy gives the same {@link Method} objects with each
 * call, and to compare methods by what they are costs more than the rest of the look-up.
 * Thread-safe; a look-up takes no lock.
 *
 * @param <V> what is found out
 * @since 0.1
 */
public final class MethodMap<V> {

	/** Whoever makes a method object for each call gets no more room than this. */
	private static final int MOST = 512;

	private final Function<Method, @Nullable V> finder;

	/** Never changed, but replaced. */
	private volatile Map<Method, V> known = new IdentityHashMap<>();

	/**
	 * Create it.
	 * @param finder finds it out; is asked again for what it does not find
	 */
	public MethodMap(Function<Method, @Nullable V> finder) {
		this.finder = finder;
	}

	/**
	 * Look up a method.
	 * @param method the method
	 * @return what was found, or {@literal null}
	 */
	public @Nullable V get(Method method) {
		V value = this.known.get(method);
		return (value != null) ? value : find(method);
	}

	private @Nullable V find(Method method) {
		V value = this.finder.apply(method);
		if (value != null) {
			keep(method, value);
		}
		return value;
	}

	private synchronized void keep(Method method, V value) {
		if (this.known.size() < MOST) {
			Map<Method, V> more = new IdentityHashMap<>(this.known);
			more.put(method, value);
			this.known = more;
		}
	}

}
