package io.distsys.rpc;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Codec;

/**
 * How exceptions travel: as themselves where the codec can encode them and the class is
 * known to the caller; otherwise as {@link RemoteException}. An {@link Error} always
 * travels as the latter: that another process ran out of memory must not look as if this
 * one had.
 *
 * @since 0.1
 */
public final class RemoteFailures {

	private final Codec codec;

	/**
	 * Create it.
	 * @param codec encodes exceptions; the same on all nodes
	 */
	public RemoteFailures(Codec codec) {
		this.codec = codec;
	}

	/**
	 * Encode what user code threw.
	 * @param failure the exception
	 * @return the payload of a {@link io.distsys.messaging.Reply.Failed}
	 */
	public byte[] encode(Throwable failure) {
		throw new UnsupportedOperationException(this.codec.toString());
	}

	/**
	 * Rebuild what was thrown. It suppresses a {@link RemoteCallMarker} with the remote
	 * stack.
	 * @param payload what {@link #encode} made
	 * @param node where it was thrown
	 * @return the exception, or a {@link RemoteException}
	 */
	public Throwable decode(byte[] payload, NodeId node) {
		throw new UnsupportedOperationException();
	}

}
