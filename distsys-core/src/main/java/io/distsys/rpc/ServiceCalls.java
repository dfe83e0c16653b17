package io.distsys.rpc;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A service at one place. Thread-safe.
 * <p>
 * What is called is taken down from a function that calls one method of the interface:
 * {@code calls.call((prices) -> prices.of("tea"))}. The function runs on the calling
 * thread and must return what the method returned to it. The value of a method that
 * returns a stage is a completed stage.
 *
 * @param <T> the interface of the service
 * @since 0.1
 */
public interface ServiceCalls<T> {

	/**
	 * The service as an object. Its methods return what the method there returned and
	 * throw what it threw, or a {@link io.distsys.messaging.CallException} if there is no
	 * answer. Those that return a stage do not block, any other does; see
	 * {@link RemoteProxies} for the threads.
	 * @return the proxy
	 */
	T proxy();

	/**
	 * Call a method, and be told of every end that this may have. Blocks until it is
	 * known, at most for the timeout.
	 * @param <R> what it returns
	 * @param method calls it
	 * @return how the call ended
	 * @throws IllegalArgumentException if not exactly one method is called
	 * @throws IllegalStateException if the calling thread must not be blocked
	 * @throws io.distsys.messaging.Codec.NotEncodableException if an argument cannot be
	 * encoded
	 * @throws io.distsys.messaging.CallException if the caller was interrupted while it
	 * waited
	 */
	<R> CallResult<R> call(Function<? super T, ? extends R> method);

	/**
	 * Call a method without waiting for it.
	 * @param <R> what it returns
	 * @param method calls it
	 * @return completes with how the call ended, on a thread for user code; never
	 * exceptionally
	 * @throws IllegalArgumentException if not exactly one method is called
	 * @throws io.distsys.messaging.Codec.NotEncodableException if an argument cannot be
	 * encoded
	 */
	<R> CompletionStage<CallResult<R>> callAsync(Function<? super T, ? extends R> method);

	/**
	 * Let a method run, and learn nothing of it. It is tried once, and no policy asked. A
	 * later call or cast may overtake it.
	 * @param method calls it
	 * @return whether it was handed over; {@code false} if there is no such node or the
	 * buffer to it is full
	 * @throws IllegalArgumentException if not exactly one method is called, or the
	 * message is too large
	 * @throws io.distsys.messaging.Codec.NotEncodableException if an argument cannot be
	 * encoded
	 */
	boolean cast(Consumer<? super T> method);

}
