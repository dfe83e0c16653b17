package io.distsys.election;

import java.util.Optional;

/**
 * An election: one candidate of the cluster leads, the others wait in the order in which
 * they joined.
 * <p>
 * A leader leads by the lease of its node. Its fence closes by its own clock before the
 * next candidate is told, so that there are never two leaders at one instant; when the
 * node crashes or is cut off the next one leads as soon as its session has expired.
 * <p>
 * Thread-safe; nothing blocks.
 *
 * @since 0.1
 */
public interface LeaderElection {

	/**
	 * The name.
	 * @return the name
	 */
	String name();

	/**
	 * Become a candidate of this node. It stays one until it resigns or the node leaves:
	 * after leadership or session were lost it joins again, as the last.
	 * @param listener is told when it leads and when it does not any more
	 * @return the candidacy
	 * @throws IllegalStateException if this node leaves the cluster
	 */
	Candidacy join(LeadershipListener listener);

	/**
	 * Who leads, as this node has applied the log. A memory read, which may lag behind.
	 * @return the leader, or empty
	 */
	Optional<Leader> leader();

	/**
	 * Whether a candidate of this node leads at this instant, by this node's own clock.
	 * @return {@code true} if one does
	 */
	boolean isLeader();

}
