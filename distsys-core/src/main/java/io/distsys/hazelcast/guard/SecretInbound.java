package io.distsys.hazelcast.guard;

import java.nio.ByteBuffer;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.InboundHandler;

/**
 * Reads the messages of the handshake, never a byte more, and takes itself out of the
 * pipeline when the peer has passed. Until then it hands nothing on.
 */
final class SecretInbound extends InboundHandler<ByteBuffer, ByteBuffer> {

	private final SecretGate gate;

	SecretInbound(SecretGate gate) {
		this.gate = gate;
	}

	@Override
	public void handlerAdded() {
		initSrcBuffer(SecretHandshake.HELLO_LENGTH);
		this.src.limit(this.gate.expects());
	}

	@Override
	public HandlerStatus onRead() {
		if (this.gate.refused() != null) {
			return HandlerStatus.BLOCKED;
		}
		this.gate.peek(this.src);
		if (this.gate.refused() != null || this.src.hasRemaining()) {
			return (this.gate.refused() != null) ? HandlerStatus.BLOCKED : HandlerStatus.CLEAN;
		}
		this.src.flip();
		byte[] message = new byte[this.src.remaining()];
		this.src.get(message);
		this.gate.receive(message);
		this.src.clear().limit(this.gate.expects());
		if (this.gate.isOpen()) {
			this.channel.inboundPipeline().remove(this);
			return HandlerStatus.CLEAN;
		}
		return (this.gate.refused() != null) ? HandlerStatus.BLOCKED : HandlerStatus.CLEAN;
	}

}
