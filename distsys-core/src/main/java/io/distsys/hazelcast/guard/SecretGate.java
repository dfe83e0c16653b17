package io.distsys.hazelcast.guard;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import com.hazelcast.internal.networking.Channel;
import org.jspecify.annotations.Nullable;

/**
 * The handshake on one channel: what the handlers of its two directions share. They run
 * on different threads.
 */
final class SecretGate {

	/** What Hazelcast answers to one that speaks another protocol. */
	private static final byte[] OTHER_PROTOCOL = "HZX".getBytes(StandardCharsets.US_ASCII);

	private final SecretHandshake handshake;

	private final Channel channel;

	private final Doorkeeper door;

	private ByteBuffer outgoing;

	private @Nullable RefusedException refused;

	private boolean open;

	SecretGate(SecretHandshake handshake, Channel channel, Doorkeeper door) {
		this.handshake = handshake;
		this.channel = channel;
		this.door = door;
		this.outgoing = ByteBuffer.wrap(handshake.begin());
	}

	synchronized int expects() {
		return (this.refused != null) ? 0 : this.handshake.expects();
	}

	/**
	 * Look at what has come of a message, so that strangers are known by their first
	 * bytes.
	 */
	void peek(ByteBuffer incoming) {
		if (incoming.position() >= Strangers.SIGNATURE) {
			byte[] first = new byte[Strangers.SIGNATURE];
			incoming.duplicate().flip().get(first);
			Refusal refusal = Strangers.recognize(first);
			if (refusal != null && !isTold()) {
				refuse(new RefusedException(refusal, null), this.channel.isClientMode() ? new byte[0] : OTHER_PROTOCOL);
			}
		}
	}

	private synchronized boolean isTold() {
		return this.refused != null || this.handshake.expects() == SecretKeys.PROOF_LENGTH
				|| this.handshake.expects() == SecretHandshake.ANSWER_LENGTH;
	}

	/** Take a whole message. */
	void receive(byte[] message) {
		boolean opened;
		try {
			opened = advance(message);
		}
		catch (RefusedException ex) {
			refuse(ex, this.handshake.farewell(ex.refusal()));
			return;
		}
		if (opened) {
			this.door.passed(this.channel);
		}
		this.channel.outboundPipeline().wakeup();
	}

	private synchronized boolean advance(byte[] message) throws RefusedException {
		this.outgoing = ByteBuffer.wrap(this.handshake.receive(message));
		this.open = this.handshake.expects() == 0;
		return this.open;
	}

	private void refuse(RefusedException cause, byte[] farewell) {
		synchronized (this) {
			this.refused = cause;
			this.outgoing = ByteBuffer.wrap(farewell);
		}
		this.door.refused(this.channel, cause);
		this.channel.outboundPipeline().wakeup();
	}

	synchronized void drainTo(ByteBuffer target) {
		while (this.outgoing.hasRemaining() && target.hasRemaining()) {
			target.put(this.outgoing.get());
		}
	}

	synchronized boolean isOpen() {
		return this.open;
	}

	synchronized @Nullable RefusedException refused() {
		return this.refused;
	}

}
