package io.distsys.rpc;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Takes down the one call that somebody makes, in order to make it elsewhere.
 *
 * @since 0.1
 */
public final class RecordedInvocation implements InvocationHandler {

	private final CallContract<?> contract;

	private @Nullable Invocation invocation;

	private @Nullable Object placeholder;

	private RecordedInvocation(CallContract<?> contract) {
		this.contract = contract;
	}

	/**
	 * Take down a call.
	 * @param <T> the type
	 * @param contract the type, and which of its methods are calls
	 * @param caller makes the call, on the calling thread; what it is returned is
	 * {@literal null}, 0 or {@literal false}
	 * @return the call
	 * @throws IllegalArgumentException if not exactly one of the methods is called
	 */
	public static <T> Invocation of(CallContract<T> contract, Consumer<? super T> caller) {
		return record(contract, caller).one();
	}

	/**
	 * Take down a call of which the result is wanted.
	 * @param <T> the type
	 * @param contract the type, and which of its methods are calls
	 * @param caller makes the call, on the calling thread, and returns what it is
	 * returned: {@literal null}, 0 or {@literal false}
	 * @return the call
	 * @throws IllegalArgumentException if not exactly one of the methods is called, or
	 * what that returned is not returned
	 */
	public static <T> Invocation returned(CallContract<T> contract, Function<? super T, ?> caller) {
		AtomicReference<@Nullable Object> returned = new AtomicReference<>();
		RecordedInvocation call = record(contract, (T proxy) -> returned.set(caller.apply(proxy)));
		Invocation invocation = call.one();
		if (!Objects.equals(returned.get(), call.placeholder)) {
			throw new IllegalArgumentException("What " + invocation + " of " + contract.type().getName()
					+ " returns has to be returned as it is, and used later");
		}
		return invocation;
	}

	private static <T> RecordedInvocation record(CallContract<T> contract, Consumer<? super T> caller) {
		RecordedInvocation call = new RecordedInvocation(contract);
		caller.accept(contract.proxy(call));
		return call;
	}

	private Invocation one() {
		if (this.invocation == null) {
			throw notOne("none");
		}
		return this.invocation;
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
		if (!this.contract.methods().contains(method)) {
			throw notOne(method.getName() + ", which does not travel");
		}
		if (this.invocation != null) {
			throw notOne("another one, " + method.getName());
		}
		this.invocation = Invocation.of(method, arguments);
		Class<?> type = method.getReturnType();
		this.placeholder = (type.isPrimitive() && type != void.class) ? Array.get(Array.newInstance(type, 1), 0) : null;
		return this.placeholder;
	}

	private IllegalArgumentException notOne(String what) {
		return new IllegalArgumentException(
				"What is called is one method of " + this.contract.type().getName() + ", and not " + what);
	}

}
