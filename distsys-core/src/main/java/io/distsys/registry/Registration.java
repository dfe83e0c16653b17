package io.distsys.registry;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * A name held by this node.
 * <p>
 * <b>Strong:</b> if the node's lease ends the name is free for others; {@link #onLost} is
 * told before. This node registers it again by itself with the next lease, with a larger
 * token, unless another was faster: then the registration is lost for good. Whoever does
 * not want that gives it up. <b>Available:</b> the registration is lost for good when
 * another node has the name as well, after a cut for instance, and the
 * {@link ConflictRule} keeps that one; until then it is held, whatever the network does.
 * <p>
 * Thread-safe. Of an available registry no method blocks. Updates of one name are made
 * one after another: while the function of one computes the next waits, whatever the
 * guarantee, and nothing else does.
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
	 * The token of the grant that this node has, or had last. That of an available name
	 * is the {@link io.distsys.time.HybridTimestamp} of its registration: it orders what
	 * one observer sees and is no fence between two holders.
	 * @return the token
	 */
	FencingToken token();

	/**
	 * Whether this node holds the name at this instant: by its own clock if it is strong,
	 * as far as it has heard if it is available.
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
	 * @throws IllegalArgumentException if name and metadata have more than 64 KiB
	 * together; nothing is replaced then
	 * @throws io.distsys.consensus.NoQuorumException if it was certainly not replaced
	 * @throws io.distsys.consensus.OutcomeUnknownException if it may have been
	 */
	default boolean update(Map<String, String> metadata) {
		Map<String, String> copy = Map.copyOf(metadata);
		return update((before) -> copy);
	}

	/**
	 * Replace the metadata.
	 * @param metadata the new metadata
	 * @return completes like {@link #update}
	 * @throws IllegalArgumentException as {@link #update}
	 */
	default CompletionStage<Boolean> updateAsync(Map<String, String> metadata) {
		Map<String, String> copy = Map.copyOf(metadata);
		return updateAsync((before) -> copy);
	}

	/**
	 * Change the metadata in one step: whatever other threads change meanwhile, nothing
	 * of it is overwritten. Blocks like {@link #update(Map)}.
	 * @param change makes the new metadata of the present ones; quick, without side
	 * effects, and calls nothing of a registry; runs on the calling thread
	 * @return whether the name was still held
	 * @throws IllegalArgumentException if name and metadata have more than 64 KiB
	 * together; nothing is replaced then
	 * @throws io.distsys.consensus.NoQuorumException if it was certainly not replaced
	 * @throws io.distsys.consensus.OutcomeUnknownException if it may have been
	 */
	boolean update(UnaryOperator<Map<String, String>> change);

	/**
	 * Change the metadata in one step.
	 * @param change makes the new metadata of the present ones
	 * @return completes like {@link #update(UnaryOperator)}
	 * @throws IllegalArgumentException as {@link #update(UnaryOperator)}
	 */
	CompletionStage<Boolean> updateAsync(UnaryOperator<Map<String, String>> change);

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
	 * Be told, on a thread for user code, of each loss of the name, in order; at once if
	 * it is lost at the moment. Of an available name there is one loss at the most, for
	 * good. A strong name may be lost with the lease several times
	 * ({@link NameLost.Cause#LEASE_ENDED}): that is told {@code distsys.lease.stop-grace}
	 * before {@link #isHeld} becomes false, or at once where there is no time for that,
	 * and before another node can have the name unless this process was paused. After it
	 * comes the next grant, which the events of the registry tell, or
	 * {@link NameLost.Cause#TAKEN}, for good. A name that is given up is not lost.
	 * @param callback is given the loss; what it throws is logged
	 * @return forgets the callback when closed
	 */
	Subscription onLost(Consumer<? super Loss> callback);

	/** Give up the name without waiting for the outcome. */
	@Override
	void close();

	/**
	 * A registration was lost, or is about to be.
	 *
	 * @param name the name
	 * @param token the token of the grant that is lost
	 * @param cause why, and whether it is for good
	 * @param takenBy the node that has it now, or {@literal null} if none is known
	 * @param reason for people
	 */
	record Loss(String name, FencingToken token, NameLost.Cause cause, @Nullable NodeId takenBy, String reason) {

	}

}
