package io.distsys.registry;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.distsys.ownership.FencingToken;
import io.distsys.time.Subscription;

/** An available name that this node holds. Changed under the lock of its registry. */
final class AvailableName implements Registration {

	private final AvailableRegistry registry;

	private final long id;

	private final LossCallbacks losses;

	private final Object updating = new Object();

	private volatile NameClaim claim;

	private volatile boolean ended;

	/**
	 * Create it.
	 * @param registry whose it is
	 * @param id number of the entry that says so to the others
	 * @param claim what it says
	 * @param lossExecutor runs callbacks
	 */
	AvailableName(AvailableRegistry registry, long id, NameClaim claim, Executor lossExecutor) {
		this.registry = registry;
		this.id = id;
		this.claim = claim;
		this.losses = new LossCallbacks(lossExecutor);
	}

	long id() {
		return this.id;
	}

	/** Updates wait for each other here, and nothing else does: users compute in it. */
	Object updating() {
		return this.updating;
	}

	NameClaim claim() {
		return this.claim;
	}

	void claim(NameClaim newClaim) {
		this.claim = newClaim;
	}

	void end() {
		this.ended = true;
	}

	void lost(Loss loss) {
		this.losses.lost(loss);
	}

	@Override
	public String name() {
		return this.claim.name();
	}

	@Override
	public FencingToken token() {
		return new FencingToken(this.claim.registeredAt().value());
	}

	@Override
	public boolean isHeld() {
		return !this.ended;
	}

	@Override
	public Map<String, String> metadata() {
		return this.claim.metadata();
	}

	@Override
	public boolean update(UnaryOperator<Map<String, String>> change) {
		return this.registry.update(this, change);
	}

	@Override
	public CompletionStage<Boolean> updateAsync(UnaryOperator<Map<String, String>> change) {
		return CompletableFuture.completedFuture(update(change));
	}

	@Override
	public boolean unregister() {
		return this.registry.unregister(this);
	}

	@Override
	public CompletionStage<Boolean> unregisterAsync() {
		return CompletableFuture.completedFuture(unregister());
	}

	@Override
	public Subscription onLost(Consumer<? super Loss> callback) {
		return this.losses.add(callback);
	}

	@Override
	public void close() {
		unregister();
	}

	@Override
	public String toString() {
		return "name '" + name() + "' (token " + token() + (isHeld() ? "" : ", not held") + ")";
	}

}
