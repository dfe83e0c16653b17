package io.distsys.hazelcast.guard;

import java.nio.ByteBuffer;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.InboundHandler;

/**
 * Looks at the first three bytes of a peer where nothing has to be passed, so that nodes
 * with a secret or TLS are told apart from what is broken, and takes itself out of the
 * pipeline.
 */
final class GreetingInbound extends InboundHandler<ByteBuffer, ByteBuffer> {

	private final Doorkeeper door;

	GreetingInbound(Doorkeeper door) {
		this.door = door;
	}

	@Override
	public void handlerAdded() {
		initSrcBuffer(Strangers.SIGNATURE);
	}

	@Override
	public HandlerStatus onRead() {
		if (this.src.hasRemaining()) {
			return HandlerStatus.CLEAN;
		}
		this.src.flip();
		byte[] first = new byte[Strangers.SIGNATURE];
		this.src.get(first);
		Refusal refusal = Strangers.recognizeByPlain(first, this.channel.isClientMode());
		if (refusal != null) {
			this.door.refused(this.channel, new RefusedException(refusal, null));
		}
		else {
			this.door.passed(this.channel);
		}
		this.dst.put(first);
		this.channel.inboundPipeline().remove(this);
		return HandlerStatus.CLEAN;
	}

}
