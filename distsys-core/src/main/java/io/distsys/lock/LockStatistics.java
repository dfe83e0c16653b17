package io.distsys.lock;

import java.time.Duration;

/**
 * What was counted on this node since its start.
 *
 * @param acquired how often a lock was granted, re-entries not counted
 * @param waited how long those who got it waited, all together
 * @param notAcquired how often a caller gave up: its time was over or it was interrupted
 * @param refused how often a caller was not even let into the line
 * @param lost how often a lock was lost before it was released
 * @param held how many are held now
 * @param waiting how many callers wait now
 * @since 0.1
 */
public record LockStatistics(long acquired, Duration waited, long notAcquired, long refused, long lost, int held,
		int waiting) {

}
