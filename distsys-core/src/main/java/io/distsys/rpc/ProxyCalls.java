package io.distsys.rpc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/** Makes the calls of a proxy. */
interface ProxyCalls {

	/** Call and wait for the answer; throws what the caller is to see. */
	@Nullable Object call(Invocation invocation, Duration timeout) throws Throwable;

	/** The same, where it is not known yet whether there has to be an invocation. */
	default @Nullable Object call(CalledMethod method, @Nullable Object @Nullable [] arguments, Duration timeout)
			throws Throwable {
		return call(Invocation.of(method, arguments), timeout);
	}

	/** Call without waiting, a method that returns a stage. */
	CompletableFuture<@Nullable Object> callAsync(Invocation invocation, Duration timeout);

}
