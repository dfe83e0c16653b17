package io.distsys.singleton;

import java.time.Duration;

/**
 * The pauses after activations that failed. They grow until one succeeds, also from one
 * grant to the next, so that a singleton which fails everywhere does not keep the cluster
 * busy.
 */
final class ActivationBackoff {

	private final SingletonSettings settings;

	private Duration pause;

	ActivationBackoff(SingletonSettings settings) {
		this.settings = settings;
		this.pause = settings.minimumBackoff();
	}

	synchronized Duration next() {
		Duration now = this.pause;
		Duration twice = now.multipliedBy(2);
		this.pause = (twice.compareTo(this.settings.maximumBackoff()) < 0) ? twice : this.settings.maximumBackoff();
		return now;
	}

	synchronized void reset() {
		this.pause = this.settings.minimumBackoff();
	}

}
