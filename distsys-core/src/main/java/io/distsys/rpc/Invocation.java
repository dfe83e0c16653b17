package io.distsys.rpc;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.distsys.messaging.Codec;
import io.distsys.messaging.Codec.NotEncodableException;
import org.jspecify.annotations.Nullable;

/**
 * A method and its arguments, before they are encoded.
 *
 * @param method the method of the interface that was called
 * @param arguments its arguments, which may be {@literal null}
 * @since 0.1
 */
public record Invocation(Method method, List<@Nullable Object> arguments) {

	/** Computed once for each method, and forgotten with its class. */
	private static final ClassValue<Map<Method, String>> KEYS = new ClassValue<>() {

		@Override
		protected Map<Method, String> computeValue(Class<?> type) {
			return new ConcurrentHashMap<>();
		}

	};

	public Invocation {
		arguments = Collections.unmodifiableList(Arrays.asList(arguments.toArray()));
	}

	/**
	 * An invocation as a proxy sees it.
	 * @param method the method
	 * @param arguments the arguments, or {@literal null} if there are none
	 * @return the invocation
	 */
	public static Invocation of(Method method, @Nullable Object @Nullable [] arguments) {
		@Nullable Object[] given = (arguments != null) ? arguments : new @Nullable Object[0];
		return new Invocation(method, Arrays.<@Nullable Object>asList(given));
	}

	/**
	 * Encode each argument by itself.
	 * @param codec encodes the arguments; may block, so not on a loop
	 * @return the invocation as it travels
	 * @throws NotEncodableException if an argument cannot be encoded; the message names
	 * the method, the parameter and the type
	 */
	public EncodedInvocation encode(Codec codec) {
		return EncodedInvocation.encode(this, codec);
	}

	/**
	 * The name by which the method is known to the callee.
	 * @return name and parameter types
	 */
	public String methodKey() {
		return KEYS.get(this.method.getDeclaringClass()).computeIfAbsent(this.method, MethodTable::key);
	}

	/**
	 * The arguments as reflection wants them.
	 * @return a new array
	 */
	public @Nullable Object[] toArray() {
		return this.arguments.toArray();
	}

}
