package io.distsys.spring;

import org.springframework.context.SmartLifecycle;

/**
 * A phase of this node's life in the cluster. It is not paused with a context: Spring
 * pauses the contexts that tests have cached, and a paused node must not leave the
 * cluster.
 */
abstract class ClusterPhase implements SmartLifecycle {

	private final int phase;

	private volatile boolean running;

	ClusterPhase(int phase) {
		this.phase = phase;
	}

	final void running(boolean nowRunning) {
		this.running = nowRunning;
	}

	@Override
	public final boolean isRunning() {
		return this.running;
	}

	@Override
	public final boolean isPauseable() {
		return false;
	}

	@Override
	public final int getPhase() {
		return this.phase;
	}

}
