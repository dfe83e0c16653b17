package io.distsys.pubsub;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.distsys.time.Subscription;

/**
 * A bounded, replicated log of messages for each topic: the newest are kept, the oldest
 * overwritten. Thread-safe; nothing blocks. Stages complete on any thread: dependents
 * must be short.
 *
 * @since 0.1
 */
public interface RetainedLog {

	/** Beyond all positions. */
	long END = Long.MAX_VALUE;

	/**
	 * Append messages, one after another.
	 * @param topic the topic
	 * @param messages the messages
	 * @return completes with the position of the last one when they are stored, here and
	 * on the backup; exceptionally if that is not known
	 */
	CompletionStage<Long> append(String topic, List<byte[]> messages);

	/**
	 * Read messages.
	 * @param topic the topic
	 * @param from the position of the first one, or {@link #END} for the next that is
	 * appended
	 * @param most how many at the most
	 * @return completes as soon as there is at least one. If that position is overwritten
	 * the slice begins with the oldest message that is kept; if the log does not reach so
	 * far it begins with the next message that is appended. Completes exceptionally if
	 * the log cannot be read for now
	 */
	CompletionStage<Slice> read(String topic, long from, int most);

	/**
	 * Find out how far a log reaches.
	 * @param topic the topic
	 * @return completes with the position of the newest message, be it kept or not, or
	 * with -1 if there was none; exceptionally if the log cannot be read for now
	 */
	CompletionStage<Long> last(String topic);

	/**
	 * Be told when logs may have been replaced by others: after the parts of a cluster
	 * that was cut have come together. On any thread.
	 * @param listener is told
	 * @return ends it when closed
	 */
	Subscription onReplaced(Runnable listener);

	/**
	 * Messages that follow each other.
	 *
	 * @param first the position of the first one
	 * @param messages the messages
	 */
	record Slice(long first, List<byte[]> messages) {

		public Slice {
			messages = List.copyOf(messages);
		}

	}

}
