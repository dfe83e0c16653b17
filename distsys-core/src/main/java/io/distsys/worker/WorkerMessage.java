package io.distsys.worker;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

import io.distsys.rpc.EncodedInvocation;

/**
 * A call to a worker as it travels.
 *
 * @param token the grant of the slot that the sender has seen
 * @param type the worker type
 * @param slot the slot of the key
 * @param key the worker
 * @param cast whether it is answered as soon as it waits in the mailbox
 * @param invocation the encoded call
 */
record WorkerMessage(long token, String type, int slot, String key, boolean cast, byte[] invocation) {

	static final String ADDRESS = "distsys.worker";

	/** Everything but the token and the type, which the sender adds each time. */
	static byte[] body(int slot, String key, boolean cast, EncodedInvocation invocation) {
		byte[] keyBytes = Wire.utf8(key);
		byte[] call = invocation.toBytes();
		ByteBuffer buffer = ByteBuffer.allocate(3 * Integer.BYTES + keyBytes.length + 1 + call.length);
		Wire.put(buffer.putInt(slot), keyBytes).put((byte) (cast ? 1 : 0));
		return Wire.put(buffer, call).array();
	}

	static int slotOf(byte[] body) {
		return ByteBuffer.wrap(body).getInt();
	}

	static byte[] encode(long token, String type, byte[] body) {
		byte[] typeBytes = Wire.utf8(type);
		ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + typeBytes.length + body.length);
		return Wire.put(buffer.putLong(token), typeBytes).put(body).array();
	}

	static WorkerMessage decode(byte[] bytes) {
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		try {
			return new WorkerMessage(buffer.getLong(), Wire.text(buffer), buffer.getInt(), Wire.text(buffer),
					buffer.get() != 0, Wire.part(buffer));
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("Not a message to a worker: it ends too early", ex);
		}
	}

}
