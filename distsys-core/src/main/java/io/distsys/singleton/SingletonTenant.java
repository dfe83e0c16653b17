package io.distsys.singleton;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.ownership.Grant;
import io.distsys.ownership.Tenant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the grants of singletons for this node. */
final class SingletonTenant implements Tenant {

	private static final Logger logger = LoggerFactory.getLogger(SingletonTenant.class);

	private final LocalSingletons singletons;

	private final BooleanSupplier takesNew;

	private final Cluster cluster;

	private final BiFunction<String, NodeId, CompletionStage<?>> courier;

	SingletonTenant(LocalSingletons singletons, BooleanSupplier takesNew, Cluster cluster,
			BiFunction<String, NodeId, CompletionStage<?>> courier) {
		this.singletons = singletons;
		this.takesNew = takesNew;
		this.cluster = cluster;
		this.courier = courier;
	}

	@Override
	public String kind() {
		return ClusterSingletons.KIND;
	}

	private @Nullable LocalSingleton find(Grant grant) {
		return this.singletons.find(grant.key().name());
	}

	@Override
	public CompletionStage<Void> activate(Grant grant) {
		LocalSingleton singleton = find(grant);
		if (singleton == null) {
			return CompletableFuture.failedFuture(
					new IllegalStateException("There is no singleton '" + grant.key().name() + "' on this node"));
		}
		if (!this.takesNew.getAsBoolean()) {
			return CompletableFuture.failedFuture(new IllegalStateException(
					"Singleton '" + grant.key().name() + "' does not begin on this node, which is about to leave"));
		}
		return singleton.activate(grant);
	}

	@Override
	public void abandonActivation(Grant grant) {
		LocalSingleton singleton = find(grant);
		if (singleton != null) {
			singleton.abandonActivation(grant);
		}
	}

	@Override
	public CompletionStage<Void> release(Grant grant, @Nullable NodeId next) {
		return stop(grant, next, StateOffer.Occasion.HANDED_OVER,
				(next != null) ? "it is handed over to " + nameOf(next) : "nobody is to have it");
	}

	@Override
	public CompletionStage<Void> concede(Grant grant, NodeId kept) {
		return stop(grant, kept, StateOffer.Occasion.CONCEDED,
				nameOf(kept) + " is active too, since the network was cut, and is kept");
	}

	private CompletionStage<Void> stop(Grant grant, @Nullable NodeId next, StateOffer.Occasion occasion,
			String reason) {
		LocalSingleton singleton = find(grant);
		if (singleton == null) {
			return CompletableFuture.completedFuture(null);
		}
		CompletionStage<Void> released = singleton.release(grant, next, occasion, reason);
		return (next == null || next.equals(this.cluster.self().id())) ? released
				: released.thenCompose((done) -> bring(singleton.name(), next));
	}

	private CompletionStage<Void> bring(String name, NodeId next) {
		return this.courier.apply(name, next).handle((brought, failure) -> {
			if (failure != null) {
				logger.warn("Not all of a singleton was handed over name={} next={}", name, nameOf(next), failure);
			}
			return null;
		});
	}

	@Override
	public List<String> unfinished(Grant grant) {
		LocalSingleton singleton = find(grant);
		return (singleton != null) ? singleton.unfinished(grant) : List.of();
	}

	/** Nobody is waited for by a node that is alone. */
	@Override
	public CompletionStage<Void> settle() {
		if (this.cluster.view().nodes().size() <= 1) {
			return CompletableFuture.completedFuture(null);
		}
		return CompletableFuture.allOf(this.singletons.all()
			.stream()
			.map((singleton) -> singleton.passStatesOn().toCompletableFuture())
			.toArray(CompletableFuture<?>[]::new));
	}

	private String nameOf(NodeId node) {
		return "node " + this.cluster.view().nameOf(node);
	}

	@Override
	public void revoke(Grant grant, String reason) {
		LocalSingleton singleton = find(grant);
		if (singleton != null) {
			singleton.revoke(grant, reason);
		}
	}

}
