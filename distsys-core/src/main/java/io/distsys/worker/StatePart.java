package io.distsys.worker;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A part of a slot's state as it travels: large ones take several messages.
 *
 * @param id which state
 * @param index which part, from 0
 * @param count how many parts there are
 * @param bytes the part
 */
record StatePart(Id id, int index, int count, byte[] bytes) {

	static final String ADDRESS = "distsys.worker.state";

	static final int MAX_BYTES = 1 << 20;

	static List<StatePart> split(Id id, byte[] state) {
		int count = Math.max(1, (state.length + MAX_BYTES - 1) / MAX_BYTES);
		List<StatePart> parts = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			int end = Math.min(state.length, (i + 1) * MAX_BYTES);
			parts.add(new StatePart(id, i, count, Arrays.copyOfRange(state, i * MAX_BYTES, end)));
		}
		return parts;
	}

	byte[] encode() {
		byte[] type = Wire.utf8(this.id.type());
		ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES + 5 * Integer.BYTES + type.length + this.bytes.length);
		Wire.put(buffer.putLong(this.id.token()), type).putInt(this.id.slot()).putInt(this.index).putInt(this.count);
		return Wire.put(buffer, this.bytes).array();
	}

	static StatePart decode(byte[] message) {
		ByteBuffer buffer = ByteBuffer.wrap(message);
		try {
			long token = buffer.getLong();
			Id id = new Id(Wire.text(buffer), buffer.getInt(), token);
			StatePart part = new StatePart(id, buffer.getInt(), buffer.getInt(), Wire.part(buffer));
			if (part.index < 0 || part.index >= part.count) {
				throw new IllegalArgumentException("Not a part of a state: " + part.index + " of " + part.count);
			}
			return part;
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("Not a part of a state: it ends too early", ex);
		}
	}

	/**
	 * Names a state.
	 *
	 * @param type the worker type
	 * @param slot the slot
	 * @param token the grant that ended with it
	 */
	record Id(String type, int slot, long token) {

	}

}
