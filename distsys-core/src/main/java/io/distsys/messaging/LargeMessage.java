package io.distsys.messaging;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A message on its way that is larger than a frame, and so travels in parts, each in a
 * frame of its own. On the bulk lane they follow each other with nothing between them,
 * and what is sent on the other lane meanwhile waits for one of them and not for all; on
 * the control lane so does what is sent on that lane. The receiver has nothing before the
 * last part, thus a call counts as sent from that one on.
 * <p>
 * Touched by the thread that drains the queue, except for {@link #stop}.
 */
final class LargeMessage {

	private final @Nullable PendingCall call;

	private final byte[] whole;

	private int offset;

	private volatile boolean stopped;

	LargeMessage(Envelope envelope, @Nullable PendingCall call, long nowNanos) {
		this.call = call;
		this.whole = Frame.encodeWhole(envelope, nowNanos);
	}

	@Nullable PendingCall call() {
		return this.call;
	}

	/**
	 * The next part.
	 * @param maxBytes how large it is in a frame at most
	 * @return {@literal null} if there is no more to send: a part did not arrive, or the
	 * call was given up
	 */
	Envelope.@Nullable Part next(int maxBytes) {
		if (this.stopped || (this.call != null && this.call.isAbandoned())) {
			return null;
		}
		int length = Math.max(1, maxBytes - Frame.PART_HEADER_BYTES);
		int end = (int) Math.min(this.whole.length, (long) this.offset + length);
		Envelope.Part part = new Envelope.Part(this.whole.length, this.offset,
				Arrays.copyOfRange(this.whole, this.offset, end));
		this.offset = end;
		return (part.isLast() && this.call != null && !this.call.markSent()) ? null : part;
	}

	/** A part certainly did not arrive: the others would be of no use. Any thread. */
	void stop() {
		this.stopped = true;
	}

}
