package io.distsys.consensus;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The way out when a majority of the voters is lost for good: what is left makes a new
 * group. Nothing calls this by itself.
 * <p>
 * Methods may be called from any thread and never block.
 *
 * @since 0.1
 */
public interface GroupRecovery {

	/**
	 * Give up the group that this node is in, and make a new one of all nodes that can be
	 * reached. It begins with an empty table and with tokens far above all that any of
	 * them knows, once leases of the old one would be over. Whoever comes back from the
	 * old group is told, stops what it holds, and joins.
	 * <p>
	 * Refused while a majority of the voters can be reached, or any node that can be
	 * reached has a leader. It cannot be known whether a majority lives where it cannot
	 * be reached: then there are two groups, until they can hear each other again. So
	 * make sure that the lost voters are gone, and reset on one node only.
	 * @param by who asks, for the record
	 * @param why for the record
	 * @param timeout how long to wait for the answer
	 * @return completes with what was done or why not; exceptionally with
	 * {@link OutcomeUnknownException} if that was not known in time
	 */
	CompletionStage<ResetOutcome> reset(String by, String why, Duration timeout);

	/**
	 * The reset that made the group which this node follows.
	 * @return the record as it stands in the group's log, empty if it was made otherwise
	 */
	Optional<ResetRecord> lastReset();

}
