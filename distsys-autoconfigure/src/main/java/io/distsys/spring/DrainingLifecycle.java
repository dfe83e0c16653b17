package io.distsys.spring;

import java.util.function.Consumer;

import io.distsys.cluster.Node;

/**
 * Says that this node takes work once everything has started, the web server included;
 * and, first of all when the application stops, that it takes nothing new.
 *
 * @since 0.1
 */
public final class DrainingLifecycle extends ClusterPhase {

	private final Consumer<Node.State> announcer;

	private final Runnable takeNothingNew;

	/**
	 * Create it.
	 * @param announcer tells all nodes
	 * @param takeNothingNew has this node keep what it has, and begin nothing else
	 */
	public DrainingLifecycle(Consumer<Node.State> announcer, Runnable takeNothingNew) {
		super(Integer.MAX_VALUE);
		this.announcer = announcer;
		this.takeNothingNew = takeNothingNew;
	}

	@Override
	public void start() {
		running(true);
		this.announcer.accept(Node.State.UP);
	}

	@Override
	public void stop() {
		running(false);
		this.takeNothingNew.run();
		this.announcer.accept(Node.State.DRAINING);
	}

}
