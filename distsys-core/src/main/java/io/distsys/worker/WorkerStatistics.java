package io.distsys.worker;

import java.util.Map;

import io.distsys.ownership.Guarantee;

/**
 * What this node runs of a worker type, and what has happened since it started.
 *
 * @param type the worker type
 * @param slots number of slots in the cluster
 * @param ownedSlots how many of them this node owns
 * @param workers workers on this node
 * @param waiting calls that wait in mailboxes
 * @param restartsByReason restarts so far, by their reason
 * @param refused calls refused so far
 * @param dropped calls and casts that were given up so far: late, or lost with their slot
 * @param handedOver workers whose state was sent to another node so far
 * @param takenOver workers whose state came from another node so far
 * @param copies workers of which this node keeps something, as owner or as backup
 * @param passivated workers that were put aside so far
 * @param deadLetters messages so far that were given up without anybody else hearing of
 * it, or by which a worker crashed, and casts of this node that no worker has taken
 * @param givenUp how often so far a worker, or its group, crashed too often and it was
 * given up for the rest of the window
 * @param merged states of other nodes' workers so far that workers of this node have
 * merged with their own
 * @param guarantee what is promised of the type
 * @since 0.1
 */
public record WorkerStatistics(String type, int slots, int ownedSlots, int workers, int waiting,
		Map<RestartReason, Long> restartsByReason, long refused, long dropped, long handedOver, long takenOver,
		int copies, long passivated, long deadLetters, long givenUp, long merged, Guarantee guarantee) {

	public WorkerStatistics {
		restartsByReason = Map.copyOf(restartsByReason);
	}

	/**
	 * All restarts so far.
	 * @return how many
	 */
	public long restarts() {
		return this.restartsByReason.values().stream().mapToLong(Long::longValue).sum();
	}

}
