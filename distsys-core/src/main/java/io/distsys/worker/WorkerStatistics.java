package io.distsys.worker;

/**
 * What this node runs of a worker type, and what has happened since it started.
 *
 * @param type the worker type
 * @param slots number of slots in the cluster
 * @param ownedSlots how many of them this node owns
 * @param workers workers on this node
 * @param waiting calls that wait in mailboxes
 * @param restarts restarts so far
 * @param refused calls refused so far
 * @param dropped calls and casts that were given up so far: late, or lost with their slot
 * @param handedOver workers whose state was sent to another node so far
 * @param takenOver workers whose state came from another node so far
 * @param copies states of workers that this node keeps, as owner or as backup
 * @since 0.1
 */
public record WorkerStatistics(String type, int slots, int ownedSlots, int workers, int waiting, long restarts,
		long refused, long dropped, long handedOver, long takenOver, int copies) {

}
