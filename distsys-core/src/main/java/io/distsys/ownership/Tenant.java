package io.distsys.ownership;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What a node does with the resources of one kind when it owns them. All methods are
 * called on the core's event loop and must not block: they start the work elsewhere. For
 * one grant the calls are {@code activate}, then {@code release} or {@code concede},
 * which if they fail are repeated, perhaps with another node, and {@code revoke};
 * {@code revoke} may also come after {@code release} and ends everything.
 *
 * @since 0.1
 */
public interface Tenant {

	/**
	 * The kind of resources that it takes.
	 * @return the kind of {@link ResourceKey}
	 */
	String kind();

	/**
	 * Begin to act for a resource.
	 * @param grant the grant
	 * @return completes when it is active; exceptionally if it cannot be: the resource is
	 * then given up and planned anew
	 */
	CompletionStage<Void> activate(Grant grant);

	/**
	 * The resource is to be released and is not active yet: end the activation soon,
	 * exceptionally if it has not succeeded. May be called again while the activation
	 * goes on.
	 * @param grant the grant
	 */
	default void abandonActivation(Grant grant) {
	}

	/**
	 * Stop acting for a resource in order: finish what runs, take nothing new, hand the
	 * state to the next owner.
	 * @param grant the grant
	 * @param next who gets it, or {@literal null} if there is nobody
	 * @return completes when nothing of it runs here any more and the next owner has the
	 * state; exceptionally if the hand-over failed and may be asked for again, the
	 * resource still being active or stopped here with its state
	 */
	CompletionStage<Void> release(Grant grant, @Nullable NodeId next);

	/**
	 * Another node acts for the resource too, and that one is kept: the network was cut
	 * and has healed. Only with {@link Guarantee#AVAILABLE}. Stop in order as in
	 * {@link #release}, and offer the state to the one that is kept, which acts all the
	 * time.
	 * @param grant the grant
	 * @param kept who goes on
	 * @return completes as that of {@link #release}
	 */
	default CompletionStage<Void> concede(Grant grant, NodeId kept) {
		return release(grant, kept);
	}

	/**
	 * Stop acting for a resource at once: it is lost, or will be in {@code stopGrace}.
	 * Its fence closes by itself.
	 * @param grant the grant
	 * @param reason why, for people
	 */
	void revoke(Grant grant, String reason);

	/**
	 * What of a grant still runs here, which has not been handed over in time: the node
	 * leaves without waiting for it any longer.
	 * @param grant the grant
	 * @return names it, for people; empty if there is nothing to name
	 */
	default List<String> unfinished(Grant grant) {
		return List.of();
	}

	/**
	 * This node leaves and owns nothing any more: finish what is still under way for
	 * others. Called with {@link Guarantee#AVAILABLE} only.
	 * @return completes, soon in any case, when nothing is left or nothing more can be
	 * done
	 */
	default CompletionStage<Void> settle() {
		return CompletableFuture.completedFuture(null);
	}

}
