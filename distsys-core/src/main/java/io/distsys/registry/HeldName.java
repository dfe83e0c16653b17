package io.distsys.registry;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Ownerships.Claim;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Waits;
import io.distsys.registry.NameLost.Cause;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A name that this node holds, or tries to hold again since its session was lost. */
final class HeldName implements Registration {

	private static final Logger logger = LoggerFactory.getLogger(HeldName.class);

	private static final Duration PAUSE = Duration.ofMillis(500);

	private final ResourceKey key;

	private final String name;

	private final Claims claims;

	private final Waits waits;

	private final Executor userExecutor;

	private final Listener listener;

	private final LossCallbacks losses;

	/** Updates wait for each other here, and nothing else does: users compute in it. */
	private final Object updating = new Object();

	/** Losses are handed on in order under it. */
	private final Object telling = new Object();

	private Map<String, String> metadata;

	private @Nullable Fence fence;

	/** The last grant whose end with the lease was told; guarded by {@link #telling}. */
	private @Nullable FencingToken told;

	private boolean ended;

	/** Whether it has ended because another node has it. */
	private boolean taken;

	private boolean reclaiming;

	HeldName(ResourceKey key, Map<String, String> metadata, Claims claims, Waits waits, RegistryThreads threads,
			Listener listener) {
		this.key = key;
		this.name = key.name();
		this.metadata = Map.copyOf(metadata);
		this.claims = claims;
		this.waits = waits;
		this.userExecutor = threads.user();
		this.losses = new LossCallbacks(threads.losses());
		this.listener = listener;
	}

	ResourceKey key() {
		return this.key;
	}

	void granted(Claim.Granted granted) {
		synchronized (this) {
			this.fence = granted.fence();
		}
		follow(granted.fence());
	}

	private void follow(Fence present) {
		present.onLost(() -> {
			lostWithLease(present.token());
			// It may be lost while the lease lasts: with the grant of another
			// registration.
			reclaimUnderLease();
		});
		// The lease may have come and gone while the claim was under way.
		reclaimUnderLease();
	}

	private void reclaimUnderLease() {
		if (this.claims.ownerships().lease().isHeld()) {
			reclaimIfLost();
		}
	}

	/** Who asks from now on is told of no former loss. */
	private void isHeldAgain() {
		synchronized (this.telling) {
			// The thread that tells of it may not have had its turn.
			lostWithLease(token());
			this.losses.heldAgain();
		}
	}

	/**
	 * Called when the lease is about to end or has ended. Also called when the name is
	 * given up, and that is no loss.
	 */
	private void lostWithLease(FencingToken lost) {
		synchronized (this.telling) {
			if (isGivenUp() || (this.told != null && this.told.compareTo(lost) >= 0)) {
				return;
			}
			this.told = lost;
			logger.debug("A name is lost with the session name={} token={}", this.name, lost);
			tell(new Loss(this.name, lost, Cause.LEASE_ENDED, null,
					"the lease of this node ends, the name is registered again with the next one if there is one"));
		}
	}

	private void tell(Loss lost) {
		this.listener.lost(this, lost);
		this.losses.lost(lost);
	}

	/** Called when a lease begins, with which what an earlier one held is gone. */
	void reclaimIfLost() {
		Map<String, String> wanted;
		synchronized (this) {
			if (this.ended || this.reclaiming || this.fence == null || this.fence.isHeld()) {
				return;
			}
			this.reclaiming = true;
			wanted = this.metadata;
		}
		this.claims.claim(key(), wanted, this.waits.timeout()).whenComplete(this::onReclaimed);
	}

	private void onReclaimed(@Nullable Claim claim, @Nullable Throwable failure) {
		boolean unwanted;
		if (claim instanceof Claim.Granted) {
			isHeldAgain();
		}
		synchronized (this) {
			this.reclaiming = false;
			unwanted = this.ended;
			if (!unwanted && claim instanceof Claim.Granted granted) {
				// In one step: who gives the name up now gives up this grant.
				this.fence = granted.fence();
			}
		}
		if (claim instanceof Claim.Granted granted) {
			if (unwanted) {
				giveUp(granted.fence().token());
				return;
			}
			logger.info("A name is registered again name={} token={}", this.name, granted.fence().token());
			follow(granted.fence());
		}
		else if (!unwanted && claim instanceof Claim.Taken taken && !this.claims.isHere(taken.holder().node())) {
			lose(new Loss(this.name, token(), Cause.TAKEN, taken.holder().node(),
					"the session was lost, and another node registered the name before this one could again"));
		}
		else if (!unwanted) {
			logger.debug("A name could not be registered again yet name={}", this.name, failure);
			this.claims.loop().schedule(PAUSE, this::reclaimUnderLease);
		}
	}

	private void lose(Loss lost) {
		synchronized (this) {
			if (this.ended) {
				return;
			}
			this.taken = true;
		}
		logger.warn("A name is lost name={} takenBy={} reason=\"{}\"", this.name, lost.takenBy(), lost.reason());
		forget();
		synchronized (this.telling) {
			lostWithLease(lost.token());
			tell(lost);
		}
	}

	/** Register it never again. */
	void forget() {
		synchronized (this) {
			this.ended = true;
		}
		this.listener.ended(this);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public FencingToken token() {
		return presentFence().token();
	}

	private synchronized Fence presentFence() {
		Fence present = this.fence;
		if (present == null) {
			throw new IllegalStateException("The name '" + this.name + "' is not registered yet");
		}
		return present;
	}

	@Override
	public boolean isHeld() {
		Fence present = presentFence();
		synchronized (this) {
			return !this.ended && present.isHeld();
		}
	}

	@Override
	public synchronized Map<String, String> metadata() {
		return this.metadata;
	}

	@Override
	public boolean update(UnaryOperator<Map<String, String>> change) {
		String what = "Updating the name '" + this.name + "'";
		this.waits.check(what);
		return this.waits.await(updateAsync(change), what);
	}

	/** Changes are handed on in the order in which they were made. */
	@Override
	public CompletionStage<Boolean> updateAsync(UnaryOperator<Map<String, String>> change) {
		synchronized (this.updating) {
			if (hasEnded()) {
				return CompletableFuture.completedFuture(false);
			}
			Map<String, String> changed = Map.copyOf(change.apply(metadata()));
			NameLength.require(this.name, changed);
			return describe(changed);
		}
	}

	private CompletionStage<Boolean> describe(Map<String, String> changed) {
		CompletionStage<Boolean> described;
		synchronized (this) {
			if (this.ended) {
				return CompletableFuture.completedFuture(false);
			}
			// Also if the session is just lost: the next registration says it.
			this.metadata = changed;
			described = this.claims.ownerships().describe(key(), token(), changed, this.waits.timeout());
		}
		return described.thenApplyAsync((done) -> done, this.userExecutor);
	}

	private synchronized boolean hasEnded() {
		return this.ended;
	}

	private synchronized boolean isGivenUp() {
		return this.ended && !this.taken;
	}

	@Override
	public boolean unregister() {
		String what = "Giving up the name '" + this.name + "'";
		this.waits.check(what);
		return this.waits.await(unregisterAsync(), what);
	}

	@Override
	public CompletionStage<Boolean> unregisterAsync() {
		if (hasEnded()) {
			return CompletableFuture.completedFuture(false);
		}
		forget();
		return giveUp(token());
	}

	private CompletionStage<Boolean> giveUp(FencingToken token) {
		return this.claims.ownerships().unclaim(key(), token, this.waits.timeout()).whenComplete((done, failure) -> {
			if (failure != null) {
				logger.warn("A name may still be held until the session ends name={}", this.name, failure);
			}
		}).thenApplyAsync((done) -> done, this.userExecutor);
	}

	@Override
	public Subscription onLost(Consumer<? super Loss> callback) {
		return this.losses.add(callback);
	}

	@Override
	public void close() {
		unregisterAsync();
	}

	@Override
	public String toString() {
		Fence present;
		boolean over;
		synchronized (this) {
			present = this.fence;
			over = this.ended;
		}
		String how = (present == null) ? "not registered yet"
				: "token " + present.token() + ((!over && present.isHeld()) ? "" : ", not held");
		return "name '" + this.name + "' (" + how + ")";
	}

	/** Told of what becomes of it, from any thread. Does not block. */
	interface Listener {

		void lost(HeldName name, Loss loss);

		void ended(HeldName name);

	}

}
