package io.distsys.hazelcast.guard;

import java.io.IOException;
import java.nio.ByteBuffer;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.InboundHandler;
import com.hazelcast.internal.nio.IOUtil;

/** Decrypts what comes from the network. */
final class TlsInbound extends InboundHandler<ByteBuffer, ByteBuffer> {

	private final TlsLink link;

	TlsInbound(TlsLink link) {
		this.link = link;
	}

	@Override
	public void handlerAdded() {
		initSrcBuffer(this.link.networkBufferSize());
	}

	@Override
	public HandlerStatus onRead() throws IOException {
		this.src.flip();
		try {
			return this.link.receive(this.src, this.dst);
		}
		finally {
			IOUtil.compactOrClear(this.src);
		}
	}

}
