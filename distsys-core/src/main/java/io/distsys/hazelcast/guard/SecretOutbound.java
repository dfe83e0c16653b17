package io.distsys.hazelcast.guard;

import java.nio.ByteBuffer;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.OutboundHandler;
import com.hazelcast.internal.nio.IOUtil;

/**
 * Writes the messages of the handshake, takes nothing from Hazelcast meanwhile, and then
 * takes itself out of the pipeline, or ends the connection.
 */
final class SecretOutbound extends OutboundHandler<ByteBuffer, ByteBuffer> {

	private final SecretGate gate;

	SecretOutbound(SecretGate gate) {
		this.gate = gate;
	}

	@Override
	public void handlerAdded() {
		initDstBuffer(SecretHandshake.HELLO_LENGTH);
	}

	@Override
	public HandlerStatus onWrite() {
		IOUtil.compactOrClear(this.dst);
		try {
			// Asked before the last message is looked for: it is there when this is so.
			RefusedException refused = this.gate.refused();
			boolean open = this.gate.isOpen();
			this.gate.drainTo(this.dst);
			if (this.dst.position() > 0) {
				return HandlerStatus.DIRTY;
			}
			if (refused != null) {
				Doorkeeper.end(this.channel, refused);
				return HandlerStatus.BLOCKED;
			}
			if (open) {
				this.channel.outboundPipeline().remove(this);
				return HandlerStatus.CLEAN;
			}
			return HandlerStatus.BLOCKED;
		}
		finally {
			this.dst.flip();
		}
	}

}
