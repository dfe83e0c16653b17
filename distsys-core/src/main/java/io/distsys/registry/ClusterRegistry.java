package io.distsys.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.distsys.time.Subscription;

/**
 * Names that one node of the cluster holds at a time, with metadata that all can read.
 * <p>
 * <b>Look-ups</b> are memory reads of what this node has applied; a node reads its own
 * writes. <b>Crash and partition:</b> the names of a node that crashes or is cut off are
 * free once its lease has ended; it knows before the others do, see
 * {@link Registration#isHeld()}.
 *
 * @since 0.1
 */
public interface ClusterRegistry {

	/**
	 * Take a name for this node if nobody holds it. Blocks, at most for the default
	 * timeout.
	 * @param name the name
	 * @param metadata what others can read of it
	 * @return the registration, or who holds the name
	 * @throws io.distsys.consensus.NoQuorumException if it was certainly not registered
	 * @throws io.distsys.consensus.OutcomeUnknownException if it may have been:
	 * {@link #find} tells
	 * @throws IllegalStateException if this node has registered that name already, or the
	 * calling thread must not be blocked
	 */
	RegistrationResult register(String name, Map<String, String> metadata);

	/**
	 * Take a name for this node if nobody holds it.
	 * @param name the name
	 * @param metadata what others can read of it
	 * @param timeout how long to try
	 * @return completes, on a thread for user code, like {@link #register}
	 */
	CompletionStage<RegistrationResult> registerAsync(String name, Map<String, String> metadata, Duration timeout);

	/**
	 * Find who holds a name.
	 * @param name the name
	 * @return its holder, or empty
	 */
	Optional<RegisteredName> find(String name);

	/**
	 * All names that begin with a prefix.
	 * @param prefix the prefix, may be empty
	 * @return the names, sorted
	 */
	List<RegisteredName> list(String prefix);

	/**
	 * Be told of every later change, one after another, on a thread for user code. What a
	 * listener throws is logged and does not reach the others.
	 * @param listener is given the event once {@link #find} shows it
	 * @return ends the subscription when closed
	 */
	Subscription subscribe(Consumer<? super RegistryEvent> listener);

}
