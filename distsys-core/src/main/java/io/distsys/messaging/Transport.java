package io.distsys.messaging;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Carries frames between nodes. The seam below {@link Messenger}: one implementation
 * rides on the Hazelcast connection, one is an in-memory network for tests.
 *
 * @since 0.1
 */
public interface Transport {

	/**
	 * Send one frame. Does not block. Frames may be lost, repeated, late or in another
	 * order.
	 * @param to the receiver, never this node
	 * @param lane the lane
	 * @param frame the bytes; owned by the transport from now on
	 * @return completes when the receiver has accepted the frame; exceptionally with
	 * {@link NotSentException} if it certainly did not arrive, with anything else if it
	 * may have arrived. It may also never complete. On any thread: what follows must be
	 * short, and sends the next frame by the {@link #sender} of the lane
	 */
	CompletionStage<Void> send(NodeId to, Lane lane, byte[] frame);

	/**
	 * A path to a node on which small frames of the bulk lane need no acceptance each.
	 * Does not block and does not fail.
	 * @param to the receiver, never this node
	 * @return {@literal null} if there is none at present, by default always
	 */
	default @Nullable Path path(NodeId to) {
		return null;
	}

	/**
	 * Runs whatever sends the next frame of a lane once the last one is accepted, if the
	 * threads on which {@link #send} completes must not do it, and what is to travel with
	 * whatever else is queued until it runs. There is one task at a time for each lane to
	 * a node.
	 * @param lane the lane
	 * @return by default the thread at hand
	 */
	default Executor sender(Lane lane) {
		return Runnable::run;
	}

	/**
	 * Whether {@link #exchange} works.
	 * @return by default it does not
	 */
	default boolean canExchange() {
		return false;
	}

	/**
	 * Send one frame beside the lanes, and bring one back. Does not block. It may
	 * overtake any other frame, or be overtaken; it arrives once at most.
	 * @param to the receiver, never this node
	 * @param frame the bytes; owned by the transport from now on
	 * @param patience how long the receiver may take; after it the frame is forgotten
	 * @return completes with what the receiver gave back; exceptionally, and on any
	 * thread, as {@link #send} does. What follows must be short
	 */
	default CompletionStage<byte[]> exchange(NodeId to, byte[] frame, Duration patience) {
		throw new UnsupportedOperationException("This transport has lanes only");
	}

	/**
	 * Set the one receiver of frames. Called once, before the first frame is sent.
	 * @param receiver the receiver
	 */
	void receive(FrameReceiver receiver);

	/**
	 * Takes frames of which nothing is heard, but by what is {@linkplain Transport#send
	 * sent} after them on the bulk lane.
	 */
	interface Path {

		/**
		 * Write a frame. Does not block and does not fail.
		 * @param frame the bytes; owned by the path if it takes them
		 * @return {@code false} if it is to be sent instead; it may have been written
		 * nevertheless
		 */
		boolean tell(byte[] frame);

		/**
		 * Whether all that was told arrives before what is sent later, and the receiver
		 * has taken it if it accepts that. If not, some may not arrive, or after it.
		 * @return {@code false} for good once it has not been so
		 */
		boolean isWhole();

	}

	/** Takes the frames that arrive at this node. */
	@FunctionalInterface
	interface FrameReceiver {

		/**
		 * Take a frame. Called on a thread of the transport: must not block and must not
		 * run user code.
		 * @param from the sender
		 * @param lane the lane
		 * @param frame the bytes
		 */
		void onFrame(NodeId from, Lane lane, byte[] frame);

		/**
		 * Take a frame that came by {@link Transport#exchange}. Called as
		 * {@link #onFrame} is.
		 * @param from the sender
		 * @param frame the bytes
		 * @param back takes the bytes that go back, once, now or later, on any thread;
		 * {@code false} says that there is no way back any more
		 * @return {@code false} if it is not taken: nothing has come of it, and nothing
		 * goes back. By default nothing is taken
		 */
		default boolean onExchange(NodeId from, byte[] frame, Predicate<byte[]> back) {
			return false;
		}

	}

	/** The frame certainly did not reach the receiver. */
	final class NotSentException extends Exception {

		private static final long serialVersionUID = 1L;

		/**
		 * Create the exception.
		 * @param message why it was not sent
		 */
		public NotSentException(String message) {
			super(message);
		}

		/** This exception, if it is why a stage failed. */
		static @Nullable NotSentException in(@Nullable Throwable failure) {
			Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
			return (cause instanceof NotSentException notSent) ? notSent : null;
		}

	}

}
