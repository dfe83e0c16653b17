package io.distsys.rpc;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/** A method that is called again and again: what was once found out of it is kept. */
final class CalledMethod {

	/** Each method once, and forgotten with its class. */
	private static final ClassValue<Map<Method, CalledMethod>> ALL = new ClassValue<>() {

		@Override
		protected Map<Method, CalledMethod> computeValue(Class<?> type) {
			return new ConcurrentHashMap<>();
		}

	};

	private final Method method;

	private final String key;

	private volatile @Nullable Found found;

	private CalledMethod(Method method, String key, @Nullable Found found) {
		this.method = method;
		this.key = key;
		this.found = found;
	}

	static CalledMethod of(Method method) {
		return ALL.get(method.getDeclaringClass())
			.computeIfAbsent(method, (called) -> new CalledMethod(called, MethodTable.key(called), null));
	}

	/**
	 * The same as one proxy calls it, with a table to remember of its own: where there
	 * are several callees of one interface, their proxies would forget each other's.
	 */
	CalledMethod ofOneProxy() {
		return new CalledMethod(this.method, this.key, this.found);
	}

	/** The method of the interface that is called. */
	Method method() {
		return this.method;
	}

	String key() {
		return this.key;
	}

	/** The method that may be called for it, by a table that is mostly the same one. */
	Optional<Method> in(MethodTable table) {
		Found known = this.found;
		if (known == null || known.table() != table) {
			known = new Found(table, table.find(key()));
			this.found = known;
		}
		return known.method();
	}

	private record Found(MethodTable table, Optional<Method> method) {

	}

}
