package io.distsys.tracker;

/**
 * What a tracker has counted on this node.
 *
 * @param own entries of this node
 * @param others entries of other nodes
 * @param sent messages that went out
 * @param notSent messages that the buffer to a node had no room for; they are repaired
 * @param gaps how often a message of another node was missed
 * @param copies how often all entries of another node were taken over at once
 * @param divergences how often entries differed though they were of the same version;
 * should be zero
 * @param unreadable messages that could not be read
 * @since 0.1
 */
public record TrackerStatistics(int own, int others, long sent, long notSent, long gaps, long copies, long divergences,
		long unreadable) {

}
