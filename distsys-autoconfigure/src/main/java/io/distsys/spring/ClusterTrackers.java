package io.distsys.spring;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.messaging.Messenger;
import io.distsys.time.EventLoop;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import io.distsys.tracker.Tracker;
import io.distsys.tracker.TrackerSettings;
import io.distsys.tracker.TrackerStatistics;

/**
 * The trackers of this node, and the loop that they live on: entries may be many, and
 * must not be in the way of the core.
 *
 * @since 0.1
 */
public final class ClusterTrackers implements AutoCloseable {

	private final Messenger messenger;

	private final Cluster cluster;

	private final TrackerSettings settings;

	private final ThreadEventLoop loop;

	private final List<Tracker> trackers = new CopyOnWriteArrayList<>();

	/**
	 * Start the loop.
	 * @param messenger carries what the trackers tell each other
	 * @param cluster the nodes that this one sees
	 * @param clock the clock of the loop
	 * @param settings of all trackers
	 */
	public ClusterTrackers(Messenger messenger, Cluster cluster, MonotonicClock clock, TrackerSettings settings) {
		this.messenger = messenger;
		this.cluster = cluster;
		this.settings = settings;
		this.loop = new ThreadEventLoop("distsys-tracker-1", clock);
	}

	/**
	 * Create a tracker in which all nodes take part.
	 * @param name the same on all nodes
	 * @return the tracker
	 */
	public Tracker create(String name) {
		return create(name, (node) -> true);
	}

	/**
	 * Create a tracker.
	 * @param name the same on all nodes that take part
	 * @param scope which nodes do; says the same of a node on all
	 * @return the tracker
	 */
	public Tracker create(String name, Predicate<Node> scope) {
		Tracker tracker = new Tracker(name, this.messenger, this.cluster, scope, this.loop, this.settings);
		this.trackers.add(tracker);
		return tracker;
	}

	/**
	 * Create a tracker in which the nodes of a role take part.
	 * @param name the same on all nodes that take part
	 * @param role the role
	 * @return the tracker
	 */
	public Tracker ofRole(String name, String role) {
		return create(name + "@" + role, (node) -> node.roles().contains(role));
	}

	/**
	 * The loop of the trackers.
	 * @return the loop
	 */
	public EventLoop loop() {
		return this.loop;
	}

	/**
	 * What each of the trackers has counted.
	 * @return the numbers of this moment
	 */
	public List<TrackerStatistics> statistics() {
		return this.trackers.stream().map(Tracker::statistics).toList();
	}

	/** This node leaves: what it says of itself goes on all others. Does not block. */
	public void leave() {
		this.trackers.forEach(Tracker::leave);
	}

	/** Leave, and end the loop. */
	@Override
	public void close() {
		leave();
		this.loop.close();
	}

}
