package io.distsys.worker;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Something for a worker as it travels.
 *
 * @param token the grant of the slot that the sender has seen
 * @param number grows with each message of a node to a slot
 * @param isAlone whether it may have travelled beside the lane, which keeps the order
 * @param type the worker type
 * @param slot the slot of the key
 * @param key the worker
 * @param kind what is asked
 * @param invocation the encoded call, empty if it is none
 */
record WorkerMessage(long token, long number, boolean isAlone, String type, int slot, String key, Kind kind,
		byte[] invocation) {

	static final String ADDRESS = "distsys.worker";

	/** Why a message that travelled alone is not taken. */
	static final String OVERTAKEN = "overtaken";

	/**
	 * What is to be sent, without what the sender adds each time; behind a byte that does
	 * not travel.
	 * @param awaited whether a thread waits for the answer, and sends nothing meanwhile
	 */
	static byte[] body(boolean awaited, int slot, String key, Kind kind, byte[] call) {
		byte[] keyBytes = Wire.utf8(key);
		ByteBuffer buffer = ByteBuffer.allocate(1 + 3 * Integer.BYTES + keyBytes.length + 1 + call.length);
		Wire.put(buffer.put((byte) (awaited ? 1 : 0)).putInt(slot), keyBytes).put((byte) kind.ordinal());
		return Wire.put(buffer, call).array();
	}

	static boolean isAwaited(byte[] body) {
		return body[0] != 0;
	}

	static int slotOf(byte[] body) {
		return ByteBuffer.wrap(body).getInt(1);
	}

	static byte[] encode(long token, long number, boolean alone, String type, byte[] body) {
		byte[] typeBytes = Wire.utf8(type);
		ByteBuffer buffer = ByteBuffer
			.allocate(2 * Long.BYTES + 1 + Integer.BYTES + typeBytes.length + body.length - 1);
		buffer.putLong(token).putLong(number).put((byte) (alone ? 1 : 0));
		return Wire.put(buffer, typeBytes).put(body, 1, body.length - 1).array();
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
			return new WorkerMessage(buffer.getLong(), buffer.getLong(), buffer.get() != 0, Wire.text(buffer),
					buffer.getInt(), Wire.text(buffer), kind(buffer.get()), Wire.part(buffer));
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
