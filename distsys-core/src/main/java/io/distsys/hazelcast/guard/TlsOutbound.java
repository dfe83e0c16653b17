package io.distsys.hazelcast.guard;

import java.io.IOException;
import java.nio.ByteBuffer;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.OutboundHandler;
import com.hazelcast.internal.nio.IOUtil;

/** Encrypts what goes to the network. */
final class TlsOutbound extends OutboundHandler<ByteBuffer, ByteBuffer> {

	private final TlsLink link;

	TlsOutbound(TlsLink link) {
		this.link = link;
	}

	@Override
	public void handlerAdded() {
		initDstBuffer(this.link.networkBufferSize());
	}

	@Override
	public HandlerStatus onWrite() throws IOException {
		IOUtil.compactOrClear(this.dst);
		try {
			return this.link.send(this.src, this.dst);
		}
		finally {
			this.dst.flip();
		}
	}

}
