package io.distsys.singleton;

import java.util.Optional;
import java.util.function.Supplier;

import io.distsys.ownership.Fence;
import io.distsys.ownership.FenceClosedException;
import io.distsys.ownership.FencingToken;
import io.distsys.time.Subscription;

/** The fence of whichever grant the calling code acts under. */
final class StandingFence implements Fence {

	private final String singleton;

	private final Supplier<Optional<Fence>> present;

	/**
	 * @param present the fence of the grant that this node has, for threads that were not
	 * let in under one
	 */
	StandingFence(String singleton, Supplier<Optional<Fence>> present) {
		this.singleton = singleton;
		this.present = present;
	}

	private Optional<Fence> find() {
		return ActingThread.fenceOf(this.singleton).or(this.present);
	}

	private Fence get() {
		return find().orElseThrow(
				() -> new FenceClosedException("Singleton '" + this.singleton + "' is not active on this node"));
	}

	@Override
	public FencingToken token() {
		return get().token();
	}

	@Override
	public boolean isHeld() {
		return find().map(Fence::isHeld).orElse(false);
	}

	@Override
	public void check() {
		get().check();
	}

	@Override
	public Subscription onLost(Runnable callback) {
		Optional<Fence> fence = find();
		if (fence.isPresent()) {
			return fence.get().onLost(callback);
		}
		callback.run();
		return () -> {
		};
	}

	@Override
	public String toString() {
		return "Fence of singleton '" + this.singleton + "'";
	}

}
