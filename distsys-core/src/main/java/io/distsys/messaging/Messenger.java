package io.distsys.messaging;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.distsys.cluster.NodeId;
import io.distsys.time.Subscription;

/**
 * Sends messages to addresses on nodes.
 * <p>
 * <b>Order:</b> messages of one sender on one lane arrive in the order of sending, those
 * that are {@link #ask asked} excepted; between lanes there is no order. On the control
 * lane what is sent after a message that is larger than a frame may overtake it.
 * <b>Loss:</b> at most once; a message may be lost when the connection fails, and a call
 * then says whether it may have run. <b>Size:</b> a large message travels in parts, so
 * that neither the other lane nor other destinations wait for all of it; it arrives whole
 * or not at all. <b>Threads:</b> every method may be called from any thread and none
 * blocks, unless {@link BackPressure} holds up a sender that finds the bulk queue full. A
 * message to this node itself takes the same path without the transport.
 *
 * @since 0.1
 */
public interface Messenger {

	/**
	 * The node that this messenger sends from.
	 * @return this node
	 */
	NodeId self();

	/**
	 * How people call a node, for messages to them.
	 * @param node a node, which need not be in view
	 * @return its name, or its abbreviated identity if its name is not at hand
	 */
	default String nameOf(NodeId node) {
		return node.abbreviated();
	}

	/**
	 * Handle the messages that come to an address of this node.
	 * @param address a name, unique on the node
	 * @param executor runs the handler; a serial one keeps the order of each sender and
	 * lane
	 * @param handler the handler
	 * @return ends the handling when closed; later calls are refused as
	 * {@link Refusal#NO_SUCH_ADDRESS}
	 * @throws IllegalStateException if the address already has a handler
	 */
	Subscription handle(String address, Executor executor, MessageHandler handler);

	/**
	 * Send a message and expect a reply.
	 * @param to the receiver
	 * @param lane the lane, also of the reply
	 * @param address the receiver's address
	 * @param payload the bytes
	 * @param timeout how long to wait; it travels with the message, and a receiver drops
	 * what is already late
	 * @return completes with one of the {@link Reply} alternatives, always, and never
	 * exceptionally; on a thread of the messenger, which must not be blocked
	 * @throws IllegalArgumentException if the payload is larger than the messenger sends
	 * at all; the message names the size and the limit
	 */
	CompletionStage<Reply> call(NodeId to, Lane lane, String address, byte[] payload, Duration timeout);

	/**
	 * Send a message and expect a reply, as {@link #call} does, for whoever only hands
	 * the reply on. It arrives in no order with other messages.
	 * @param to the receiver
	 * @param lane the lane, also of the reply
	 * @param address the receiver's address
	 * @param payload the bytes
	 * @param timeout how long to wait
	 * @return completes as the stage of {@link #call}, but perhaps on the thread on which
	 * the reply arrives, one of the transport: dependents must be short, must not block
	 * and must not run user code. They may send
	 * @throws IllegalArgumentException as {@link #call} does
	 */
	default CompletionStage<Reply> ask(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
		return call(to, lane, address, payload, timeout);
	}

	/**
	 * Send a message and expect a reply, in order as {@link #call} does; the reply is
	 * told as that of a message that is {@link #ask asked}.
	 * @param to the receiver
	 * @param lane the lane, also of the reply
	 * @param address the receiver's address
	 * @param payload the bytes
	 * @param timeout how long to wait
	 * @return completes as the stage of {@link #ask}
	 * @throws IllegalArgumentException as {@link #call} does
	 */
	default CompletionStage<Reply> askInOrder(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
		return call(to, lane, address, payload, timeout);
	}

	/**
	 * Whether {@link BackPressure} holds the calling thread up if it finds the queue of a
	 * lane full, rather than have it refused. For whoever sends for several threads, one
	 * of which may be held up while others must not wait for it.
	 * @param lane the lane
	 * @return {@code true} if a call may block it
	 */
	default boolean holdsUp(Lane lane) {
		return false;
	}

	/**
	 * Send several messages: what goes to one node on one lane travels in one frame, as
	 * far as it has room, where otherwise the first would go at once and the others after
	 * it has been acknowledged. They arrive in order and nothing is lost more often; what
	 * is sent leaves when the call ends. It has an effect on the thread only on which
	 * calls complete, and none if it is called within itself.
	 * @param sending sends; must be short
	 */
	default void together(Runnable sending) {
		sending.run();
	}

	/**
	 * Send a message and expect nothing.
	 * @param to the receiver
	 * @param lane the lane
	 * @param address the receiver's address
	 * @param payload the bytes
	 * @return {@code false} if it was dropped at once because the buffer to that node is
	 * full (counted) or the node is not in the view
	 * @throws IllegalArgumentException if the payload is larger than the messenger sends
	 * at all; the message names the size and the limit
	 */
	boolean cast(NodeId to, Lane lane, String address, byte[] payload);

	/**
	 * Refuse what is larger than the messenger sends at all. For whoever sends to
	 * several, and must know it before the first of them has the message.
	 * @param bytes the size of the payload
	 * @param what what it is, for the message of the exception
	 * @throws IllegalArgumentException as {@link #cast} does
	 */
	default void requireSendable(int bytes, String what) {
	}

}
