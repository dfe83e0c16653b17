package io.distsys.ownership;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * How an operator holds up and hastens what the leader moves for balance and preference.
 * Only such moves are meant: what a lost node had is given to others, what a node cannot
 * keep (it drains, leaves, or offers it no more) is handed over, and what is free is
 * given away, paused or not. What has begun when moves are paused comes to its end; once
 * a pause is answered no other one begins, also none that the leader had decided before.
 * What is {@link Guarantee#AVAILABLE} has no leader and does not care.
 * <p>
 * Any node takes it. Methods may be called from any thread and do not block; stages
 * complete on the core's event loop, which must not be blocked. Those with a timeout
 * always complete: exceptionally with {@link io.distsys.consensus.NoQuorumException} if
 * it certainly was not done, with {@link io.distsys.consensus.OutcomeUnknownException} if
 * it may have been or may still be.
 *
 * @since 0.1
 */
public interface Rebalancing {

	/**
	 * Whether moves are paused, as this node knows: a memory read.
	 * @return who has paused them, and why; empty if they are not
	 */
	Optional<MovesPause> paused();

	/**
	 * Pause moves until they are resumed, whoever leads. Of two who ask the first one is
	 * remembered. It is asked first whether they are paused already; a request that comes
	 * so late after that that others have paused and resumed in between does nothing.
	 * {@link RebalancePlan#underWay} says when what had begun has ended.
	 * @param pause who asks, and why
	 * @param timeout how long to try
	 * @return completes with the pause that is in force: this one, or that of who was
	 * first; exceptionally with {@link MovesResumedException} if there is none, for
	 * somebody has resumed in between
	 */
	CompletionStage<MovesPause> pause(MovesPause pause, Duration timeout);

	/**
	 * End the pause that is in force, never a later one.
	 * @param timeout how long to try
	 * @return completes with the pause that has ended; empty if there was none
	 */
	CompletionStage<Optional<MovesPause>> resume(Duration timeout);

	/**
	 * Have the leader make now all moves that it would make later: it waits neither until
	 * the nodes have been the same for a moment nor for the end of a minimum stay. As
	 * many move at once as otherwise; nothing goes to a node that has not shown yet that
	 * it renews its lease, or that could not begin with it before. It ends when nothing
	 * is left to move, after a minute, when moves are paused, or with the leader: what is
	 * left then waits as ever.
	 * @param timeout how long to try
	 * @return completes with whether the request has been taken; {@literal false} if
	 * moves are paused
	 */
	CompletionStage<Boolean> moveNow(Duration timeout);

	/**
	 * Ask what would move, without moving anything: the plan of the planner that leads,
	 * run on this node's table.
	 * @return completes, soon and on a thread for user code, with the plan; see
	 * {@link RebalancePlan#decides} for what it is worth
	 * @see Forecast what would follow if a node was lost
	 */
	CompletionStage<RebalancePlan> plan();

}
