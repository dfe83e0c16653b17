package io.distsys.singleton;

import java.time.Duration;

import io.distsys.time.DoublingPause;
import org.jspecify.annotations.Nullable;

/**
 * The pauses after activations that failed. They grow until one succeeds, also from one
 * grant to the next, so that a singleton which fails everywhere does not keep the cluster
 * busy.
 */
final class ActivationBackoff {

	private final DoublingPause pauses;

	private @Nullable Duration last;

	ActivationBackoff(SingletonSettings settings) {
		this.pauses = new DoublingPause(settings.minimumBackoff(), settings.maximumBackoff());
	}

	synchronized Duration next() {
		Duration next = this.pauses.after(this.last);
		this.last = next;
		return next;
	}

	synchronized void reset() {
		this.last = null;
	}

}
