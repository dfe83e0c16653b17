package io.distsys.spring;

import java.util.function.Consumer;

import io.distsys.cluster.Node;

import org.springframework.context.SmartLifecycle;

/**
 * Says that this node takes work once everything has started, the web server included;
 * and, first of all when the application stops, that it takes nothing new.
 *
 * @since 0.1
 */
public final class DrainingLifecycle implements SmartLifecycle {

	private final Consumer<Node.State> announcer;

	private volatile boolean running;

	/**
	 * Create it.
	 * @param announcer tells all nodes
	 */
	public DrainingLifecycle(Consumer<Node.State> announcer) {
		this.announcer = announcer;
	}

	@Override
	public void start() {
		this.running = true;
		this.announcer.accept(Node.State.UP);
	}

	@Override
	public void stop() {
		this.running = false;
		this.announcer.accept(Node.State.DRAINING);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

}
