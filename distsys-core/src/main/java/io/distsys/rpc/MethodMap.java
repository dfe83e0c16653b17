package io.distsys.rpc;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What was once found out of each method that a proxy is called with. It is looked up by
 * identity, for the class of a proxy gives the same {@link Method} objects with each
 * call, and to compare methods by what they are costs more than the rest of the look-up.
 * The first few, which are all that most interfaces have, are compared one after the
 * other, which takes less time than a hash map does. Thread-safe; a look-up takes no
 * lock.
 *
 * @param <V> what is found out
 * @since 0.1
 */
public final class MethodMap<V> {

	/** Whoever makes a method object for each call gets no more room than this. */
	private static final int MOST = 512;

	/** So many are compared one after the other. */
	private static final int FEW = 8;

	private final Function<Method, @Nullable V> finder;

	/** The methods that were found first. Never changed, but replaced. */
	private volatile Known<V>[] first = none();

	/** All others. Never changed, but replaced. */
	private volatile Map<Method, V> others = new IdentityHashMap<>();

	/**
	 * Create it.
	 * @param finder finds it out; is asked again for what it does not find
	 */
	public MethodMap(Function<Method, @Nullable V> finder) {
		this.finder = finder;
	}

	@SuppressWarnings("unchecked")
	private static <V> Known<V>[] none() {
		return (Known<V>[]) new Known<?>[0];
	}

	/**
	 * Look up a method.
	 * @param method the method
	 * @return what was found, or {@literal null}
	 */
	public @Nullable V get(Method method) {
		V value = among(this.first, method);
		if (value == null) {
			value = this.others.get(method);
		}
		return (value != null) ? value : find(method);
	}

	private @Nullable V find(Method method) {
		V value = this.finder.apply(method);
		if (value != null) {
			keep(method, value);
		}
		return value;
	}

	@SuppressWarnings("ReferenceEquality")
	private static <V> @Nullable V among(Known<V>[] some, Method method) {
		for (Known<V> known : some) {
			if (known.method == method) {
				return known.value;
			}
		}
		return null;
	}

	private synchronized void keep(Method method, V value) {
		if (among(this.first, method) != null) {
			return;
		}
		if (this.first.length < FEW) {
			Known<V>[] more = Arrays.copyOf(this.first, this.first.length + 1);
			more[this.first.length] = new Known<>(method, value);
			this.first = more;
		}
		else if (this.others.size() < MOST) {
			Map<Method, V> more = new IdentityHashMap<>(this.others);
			more.put(method, value);
			this.others = more;
		}
	}

	private record Known<V>(Method method, V value) {

	}

}
