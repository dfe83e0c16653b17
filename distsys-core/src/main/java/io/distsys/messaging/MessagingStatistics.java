package io.distsys.messaging;

import java.util.List;

import io.distsys.cluster.NodeId;

/**
 * What a messenger has done since its start, and what it has in hand. A message that
 * travels in parts counts with each of them.
 *
 * @param sent messages handed to the transport
 * @param received messages accepted from other nodes
 * @param framesSent frames that carried the messages sent
 * @param framesNotSent frames that certainly did not arrive
 * @param framesUnacknowledged frames whose acknowledgement did not come in time
 * @param uncertain messages of such frames, and of those that were on their way when
 * their destination was lost: they may have arrived
 * @param givenUp messages that certainly did not arrive: they waited when their
 * destination was lost, or their frame was not sent
 * @param droppedLate calls that were not run because their deadline had passed
 * @param duplicates messages dropped because they came again or after later ones
 * @param lost messages that were sent to this node and never accepted by it
 * @param refusedFull messages not taken because the queue to the destination was full
 * @param heldUp messages whose senders had to wait for room in such a queue
 * @param unhandled messages to an address without a handler
 * @param rejected messages that the executor of a handler did not take
 * @param malformed frames that could not be read
 * @param failed messages that the handlers of their addresses failed on, mostly because
 * they could not read them
 * @param pendingCalls calls that wait for their answer
 * @param queues what waits, for each destination and lane that was used
 * @since 0.1
 */
public record MessagingStatistics(long sent, long received, long framesSent, long framesNotSent,
		long framesUnacknowledged, long uncertain, long givenUp, long droppedLate, long duplicates, long lost,
		long refusedFull, long heldUp, long unhandled, long rejected, long malformed, long failed, long pendingCalls,
		List<Queue> queues) {

	public MessagingStatistics {
		queues = List.copyOf(queues);
	}

	/**
	 * What waits for one destination on one lane.
	 *
	 * @param to the destination
	 * @param lane the lane
	 * @param messages how many messages wait
	 * @param bytes how many bytes they have
	 * @param inFlight whether a frame is on its way
	 */
	public record Queue(NodeId to, Lane lane, int messages, long bytes, boolean inFlight) {

	}

}
