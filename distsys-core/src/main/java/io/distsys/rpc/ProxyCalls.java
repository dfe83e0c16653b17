package io.distsys.rpc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/** Makes the calls of a proxy. */
interface ProxyCalls {

	/** Call and wait for the answer; throws what the caller is to see. */
	@Nullable Object call(Invocation invocation, Duration timeout) throws Throwable;

	/** Call without waiting, a method that returns a stage. */
	CompletableFuture<@Nullable Object> callAsync(Invocation invocation, Duration timeout);

}
