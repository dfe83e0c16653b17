package io.distsys.rpc;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.distsys.messaging.Codec;
import io.distsys.messaging.Codec.NotEncodableException;
import org.jspecify.annotations.Nullable;

/**
 * A method and its arguments, before they are encoded.
 *
 * @since 0.1
 */
public final class Invocation {

	private static final @Nullable Object[] NONE = new Object[0];

	private final CalledMethod method;

	private final @Nullable Object[] arguments;

	/** {@literal null} if nobody observes it. */
	private final @Nullable ReceivedCall received;

	/**
	 * Without the observer among its parameters: where nobody observes, its class is not
	 * loaded, and the compiler inlines nothing whose parameters it does not know.
	 */
	private Invocation(CalledMethod method, @Nullable Object[] arguments) {
		this.method = method;
		this.arguments = arguments;
		this.received = null;
	}

	private Invocation(Invocation unobserved, ReceivedCall received) {
		this.method = unobserved.method;
		this.arguments = unobserved.arguments;
		this.received = received;
	}

	/**
	 * An invocation as a proxy sees it.
	 * @param method the method of the interface that was called
	 * @param arguments the arguments, or {@literal null} if there are none; the array is
	 * kept, and must not be changed
	 * @return the invocation
	 */
	public static Invocation of(Method method, @Nullable Object @Nullable [] arguments) {
		return of(CalledMethod.of(method), arguments);
	}

	static Invocation of(CalledMethod method, @Nullable Object @Nullable [] arguments) {
		return new Invocation(method, (arguments != null) ? arguments : NONE);
	}

	/**
	 * The same as somebody observes it.
	 * @param by what the observer of a callee on this node is told, and what is sent
	 * along to any other
	 * @return a copy
	 */
	public Invocation observed(ReceivedCall by) {
		return new Invocation(this, by);
	}

	/**
	 * What the observer of the caller sends along.
	 * @return names and values; empty if nothing is
	 */
	public Map<String, String> context() {
		return (this.received != null) ? this.received.context() : Map.of();
	}

	CalledMethod called() {
		return this.method;
	}

	/**
	 * The method.
	 * @return the method of the interface that was called
	 */
	public Method method() {
		return this.method.method();
	}

	/**
	 * The arguments.
	 * @return the arguments, which may be {@literal null}; unmodifiable
	 */
	public List<@Nullable Object> arguments() {
		return Collections.unmodifiableList(Arrays.asList(this.arguments));
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
		return this.method.key();
	}

	/**
	 * Call the method, or one that takes the same arguments.
	 * @param implementation the method to be called
	 * @param target has it
	 * @return what it returned
	 * @throws ReflectiveOperationException as {@link Method#invoke} does
	 */
	public @Nullable Object invoke(Method implementation, Object target) throws ReflectiveOperationException {
		return (this.received == null) ? implementation.invoke(target, this.arguments)
				: this.received.invoke(implementation, target, this.arguments);
	}

	@Override
	public String toString() {
		return methodKey();
	}

}
