package io.distsys.ownership;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Allots resources to the nodes that offer to own them, and tells the {@link Tenant} of a
 * node what it has been given and what it has to give up. What is promised of two nodes
 * that own one resource is the {@link Guarantee} of the implementation.
 * <p>
 * Methods may be called from any thread and do not block; stages complete on the core's
 * event loop, which must not be blocked.
 *
 * @since 0.1
 */
public interface Allotment {

	/**
	 * Who owns what.
	 * @return the owners, as this node knows them
	 */
	Owners view();

	/**
	 * Why nobody will be given anything for now, however long it is waited for: calls for
	 * a resource without an owner in reach fail at once then.
	 * @return the reason, for people; empty while an owner may come at any time
	 */
	Optional<String> outage();

	/**
	 * Take resources of a kind from now on. Register tenants before {@link #offer}.
	 * @param tenant the tenant, one a kind
	 * @throws IllegalStateException if the kind has a tenant
	 */
	void install(Tenant tenant);

	/**
	 * Offer to own resources, until it is taken back.
	 * @param offer what this node is able to own
	 */
	void offer(Offer offer);

	/**
	 * Say other terms of what this node offers, in one step: it offers it all the time.
	 * @param offer the same resources with other terms; nothing happens if this node does
	 * not offer them now
	 */
	void describe(Offer offer);

	/**
	 * Take back an offer: what this node owns of it is moved elsewhere, or ends if nobody
	 * offers it any more while others of its kind are offered.
	 * @param offer what was offered
	 */
	void withdraw(Offer offer);

	/** Begin to take part. */
	void start();

	/**
	 * Take nothing new and have everything moved elsewhere, in order.
	 * @param timeout how long to try
	 * @return completes when this node owns nothing with a tenant; exceptionally, naming
	 * what is left, if that did not come in time
	 */
	CompletionStage<Void> drain(Duration timeout);

	/**
	 * End it: all that this node still owns is free at once.
	 * @param timeout how long to try
	 * @return completes when it is ended
	 */
	CompletionStage<Void> stop(Duration timeout);

}
