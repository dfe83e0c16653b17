package io.distsys.election;

import java.util.List;
import java.util.function.Consumer;

import io.distsys.time.Subscription;

/**
 * The elections of the cluster. They need no declaration: an election exists while
 * somebody stands in it.
 * <p>
 * Thread-safe; nothing blocks.
 *
 * @since 0.1
 */
public interface LeaderElections {

	/**
	 * An election. All objects of one name are the same election, on this node and on the
	 * others.
	 * @param name its name, at most 255 characters
	 * @return the election
	 */
	LeaderElection of(String name);

	/**
	 * The elections that have a leader, as this node has applied the log. A memory read.
	 * @return the elections, sorted by name
	 */
	List<ElectionStatus> list();

	/**
	 * How many leaderships this node has at this instant.
	 * @return the number
	 */
	int leading();

	/**
	 * Be told of every leadership that this node gets or loses from now on, on the core's
	 * event loop, which must not be blocked.
	 * @param listener is given the event
	 * @return ends the subscription when closed
	 */
	Subscription subscribe(Consumer<? super LeadershipEvent> listener);

}
