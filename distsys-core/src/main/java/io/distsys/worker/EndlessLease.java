package io.distsys.worker;

import java.time.Duration;
import java.util.function.Consumer;

import io.distsys.ownership.Ownerships;
import io.distsys.time.Subscription;

/** In place of a lease where none is needed to act. */
final class EndlessLease implements Ownerships.Lease {

	private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

	@Override
	public boolean isHeld() {
		return true;
	}

	@Override
	public Duration remaining() {
		return FOR_EVER;
	}

	@Override
	public Subscription subscribe(Consumer<Boolean> listener) {
		return () -> {
		};
	}

}
