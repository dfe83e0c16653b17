package io.distsys.messaging;

import java.util.List;
import java.util.function.ToLongFunction;

import io.distsys.cluster.NodeId;

/**
 * What a messenger has done since its start, and what it has in hand. A message that
 * travels in parts counts with each of them.
 *
 * @param sent messages handed to the transport
 * @param received messages accepted from other nodes
 * @param framesSent frames that carried the messages sent, and those that only asked
 * whether these have come
 * @param framesNotSent frames that certainly did not arrive
 * @param framesUnacknowledged frames whose acknowledgement did not come in time
 * @param droppedLate calls that were not run because their deadline had passed
 * @param refusedFull messages not taken because the queue to the destination was full
 * @param heldUp messages whose senders had to wait for room in such a queue
 * @param unhandled messages to an address without a handler
 * @param rejected messages that the executor of a handler did not take
 * @param malformed frames that could not be read
 * @param failed messages that the handlers of their addresses failed on, mostly because
 * they could not read them
 * @param pendingCalls calls that wait for their answer
 * @param queues what waits, for each destination and lane that was used
 * @param losses what has not come as it was sent, of each lane
 * @since 0.1
 */
public record MessagingStatistics(long sent, long received, long framesSent, long framesNotSent,
		long framesUnacknowledged, long droppedLate, long refusedFull, long heldUp, long unhandled, long rejected,
		long malformed, long failed, long pendingCalls, List<Queue> queues, List<Losses> losses) {

	public MessagingStatistics {
		queues = List.copyOf(queues);
		losses = List.copyOf(losses);
	}

	/**
	 * Messages of both lanes that were sent and may have arrived.
	 * @return their number
	 */
	public long uncertain() {
		return sum(Losses::uncertain);
	}

	/**
	 * Messages of both lanes to others that certainly did not arrive.
	 * @return their number
	 */
	public long givenUp() {
		return sum(Losses::givenUp);
	}

	/**
	 * Messages of both lanes dropped because they came again or after later ones.
	 * @return their number
	 */
	public long duplicates() {
		return sum(Losses::duplicates);
	}

	/**
	 * Messages of both lanes that were sent to this node and never accepted by it.
	 * @return their number
	 */
	public long lost() {
		return sum(Losses::lost);
	}

	private long sum(ToLongFunction<Losses> count) {
		return this.losses.stream().mapToLong(count).sum();
	}

	/**
	 * What was lost on one lane.
	 * @param lane the lane
	 * @return its losses
	 */
	public Losses lossesOn(Lane lane) {
		return this.losses.stream().filter((losses) -> losses.lane() == lane).findFirst().orElseThrow();
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

	/**
	 * What of one lane has not come as it was sent. The sender has counted each message
	 * that did not arrive as uncertain or given up, some of them as both. The receiver
	 * has counted it as lost too once a later one has come, unless the sender had lost
	 * the receiver from its view in between. What travelled beside the lanes is not in
	 * it.
	 *
	 * @param lane the lane
	 * @param uncertain messages of frames whose acknowledgement did not come in time, or
	 * that were on their way when their destination was lost, or whose path was another
	 * one when what was sent after them was acknowledged: they may have arrived
	 * @param givenUp messages that certainly did not arrive: they waited when their
	 * destination was lost, or their frame was not sent
	 * @param duplicates messages dropped because they came again or after later ones
	 * @param lost messages that were sent to this node and never accepted by it
	 */
	public record Losses(Lane lane, long uncertain, long givenUp, long duplicates, long lost) {

	}

}
