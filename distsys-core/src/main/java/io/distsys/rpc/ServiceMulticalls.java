package io.distsys.rpc;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

import io.distsys.cluster.NodeId;

/**
 * A service on several nodes. The arguments are encoded once; each node is called for
 * itself, with the policy for it. Thread-safe.
 *
 * @param <T> the interface of the service
 * @see ServiceCalls how a method is called
 * @since 0.1
 */
public interface ServiceMulticalls<T> {

	/**
	 * Call a method on all of them at once. Blocks until every node has answered or will
	 * not, at most for the timeout.
	 * @param <R> what it returns
	 * @param method calls it
	 * @return how the call ended on each node; a node without the service has
	 * {@link CallResult.Refused}
	 * @throws IllegalArgumentException if not exactly one method is called
	 * @throws IllegalStateException if the calling thread must not be blocked
	 * @throws io.distsys.messaging.Codec.NotEncodableException if an argument cannot be
	 * encoded
	 * @throws io.distsys.messaging.CallException if the caller was interrupted while it
	 * waited
	 */
	<R> Map<NodeId, CallResult<R>> call(Function<? super T, ? extends R> method);

	/**
	 * Call a method on all of them without waiting for it.
	 * @param <R> what it returns
	 * @param method calls it
	 * @return completes when every node has answered or will not, on a thread for user
	 * code; never exceptionally
	 * @throws IllegalArgumentException if not exactly one method is called
	 * @throws io.distsys.messaging.Codec.NotEncodableException if an argument cannot be
	 * encoded
	 */
	<R> CompletionStage<Map<NodeId, CallResult<R>>> callAsync(Function<? super T, ? extends R> method);

	/**
	 * Let a method run on all of them, and learn nothing of it. A later call or cast may
	 * overtake it.
	 * @param method calls it
	 * @return the nodes to which it was handed over
	 * @throws IllegalArgumentException if not exactly one method is called, or the
	 * message is too large
	 * @throws io.distsys.messaging.Codec.NotEncodableException if an argument cannot be
	 * encoded
	 */
	Set<NodeId> cast(Consumer<? super T> method);

}
