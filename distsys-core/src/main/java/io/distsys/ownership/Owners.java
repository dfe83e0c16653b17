package io.distsys.ownership;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.distsys.time.Subscription;

/**
 * Who owns what, as this node knows it: memory reads from any thread, never blocking.
 *
 * @since 0.1
 */
public interface Owners {

	/**
	 * Find who owns a resource.
	 * @param key the resource
	 * @return its ownership, or empty if nobody owns it
	 */
	Optional<Ownership> find(ResourceKey key);

	/**
	 * All owned resources of a kind.
	 * @param kind the kind
	 * @return the ownerships, in no order; weakly consistent
	 */
	Stream<Ownership> ofKind(String kind);

	/**
	 * Be told on the core's event loop of each resource that changed, or the line of
	 * those who wait for it, after the change. Must not block.
	 * @param listener is given the change
	 * @return ends the subscription when closed
	 */
	Subscription subscribe(Consumer<? super OwnershipChange> listener);

}
