package io.distsys.worker;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Something for a worker as it travels.
 *
 * @param token the grant of the slot that the sender has seen
 * @param type the worker type
 * @param slot the slot of the key
 * @param key the worker
 * @param kind what is asked
 * @param invocation the encoded call, empty if it is none
 */
record WorkerMessage(long token, String type, int slot, String key, Kind kind, byte[] invocation) {

	static final String ADDRESS = "distsys.worker";

	/** Everything but the token and the type, which the sender adds each time. */
	static byte[] body(int slot, String key, Kind kind, byte[] call) {
		byte[] keyBytes = Wire.utf8(key);
		ByteBuffer buffer = ByteBuffer.allocate(3 * Integer.BYTES + keyBytes.length + 1 + call.length);
		Wire.put(buffer.putInt(slot), keyBytes).put((byte) kind.ordinal());
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

	private static Kind kind(int ordinal) {
		Kind[] kinds = Kind.values();
		if (ordinal < 0 || ordinal >= kinds.length) {
			throw new IllegalArgumentException("Not a message to a worker: of kind " + ordinal);
		}
		return kinds[ordinal];
	}

	boolean isCast() {
		return this.kind == Kind.CAST || this.kind == Kind.SEND;
	}

	static WorkerMessage decode(byte[] bytes) {
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		try {
			return new WorkerMessage(buffer.getLong(), Wire.text(buffer), buffer.getInt(), Wire.text(buffer),
					kind(buffer.get()), Wire.part(buffer));
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("Not a message to a worker: it ends too early", ex);
		}
	}

	/** What is asked of a worker. */
	enum Kind {

		/** To run a method and tell what came of it. */
		CALL,

		/** To run a method; answered as soon as it waits in the mailbox. */
		CAST,

		/** To run, and to be remembered. */
		START,

		/** To end, and to be forgotten. */
		STOP,

		/** To begin anew with the state that is kept. */
		RESTART,

		/** Whether it runs; does not wait in the mailbox. */
		LOOK,

		/** As {@link #CAST}, if there is such a worker: none is made for it. */
		SEND

	}

}
