package io.distsys.registry;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * A name held by this node. If the node's session is lost the name is free for others;
 * this node registers it again with the next session, with a larger token, unless another
 * was faster: then the registration is lost for good.
 * <p>
 * Thread-safe.
 *
 * @since 0.1
 */
public interface Registration extends AutoCloseable {

	/**
	 * The name.
	 * @return the name
	 */
	String name();

	/**
	 * The token of the grant that this node has, or had last.
	 * @return the token
	 */
	FencingToken token();

	/**
	 * Whether this node holds the name at this instant, by its own clock.
	 * @return {@code true} if it does
	 */
	boolean isHeld();

	/**
	 * What others can read of the name.
	 * @return the metadata as this node wrote it last
	 */
	Map<String, String> metadata();

	/**
	 * Replace the metadata. Blocks, at most for the default timeout of the registry.
	 * @param metadata the new metadata
	 * @return whether the name was still held
	 * @throws io.distsys.consensus.NoQuorumException if it was certainly not replaced
	 * @throws io.distsys.consensus.OutcomeUnknownException if it may have been
	 */
	boolean update(Map<String, String> metadata);

	/**
	 * Replace the metadata.
	 * @param metadata the new metadata
	 * @return completes like {@link #update}
	 */
	CompletionStage<Boolean> updateAsync(Map<String, String> metadata);

	/**
	 * Give up the name. Blocks, at most for the default timeout of the registry. It is
	 * not registered again, whatever becomes of this call.
	 * @return whether this call ended it
	 * @throws io.distsys.consensus.NoQuorumException if it is certainly still held, until
	 * the session ends
	 * @throws io.distsys.consensus.OutcomeUnknownException if it may still be held
	 */
	boolean unregister();

	/**
	 * Give up the name.
	 * @return completes like {@link #unregister}
	 */
	CompletionStage<Boolean> unregisterAsync();

	/**
	 * Be told, on a thread for user code, if the registration is lost for good. At once
	 * if it already is.
	 * @param callback is given the reason, once
	 * @return forgets the callback when closed
	 */
	Subscription onLost(Consumer<? super Loss> callback);

	/** Give up the name without waiting for the outcome. */
	@Override
	void close();

	/**
	 * Why a registration was lost.
	 *
	 * @param name the name
	 * @param takenBy the node that has it now, or {@literal null} if none is known
	 * @param reason for people
	 */
	record Loss(String name, @Nullable NodeId takenBy, String reason) {

	}

}
