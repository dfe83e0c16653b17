package io.distsys.worker;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies of several slots on their way to one node: what each of them says, as it is
 * encoded ({@link ReplicaMessage.Keep}). The answer has one byte for each, in the same
 * order.
 *
 * @param keeps the messages
 */
record CopyBundle(List<byte[]> keeps) {

	static final String ADDRESS = "distsys.worker.copies";

	CopyBundle {
		keeps = List.copyOf(keeps);
	}

	byte[] encode() {
		ByteBuffer buffer = ByteBuffer
			.allocate(this.keeps.stream().mapToInt((keep) -> Integer.BYTES + keep.length).sum());
		this.keeps.forEach((keep) -> Wire.put(buffer, keep));
		return buffer.array();
	}

	/**
	 * Decode it.
	 * @throws IllegalArgumentException if it is none
	 */
	static CopyBundle decode(byte[] bytes) {
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		List<byte[]> keeps = new ArrayList<>();
		try {
			while (buffer.hasRemaining()) {
				keeps.add(Wire.part(buffer));
			}
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("Not a message with copies of states: it ends too early", ex);
		}
		return new CopyBundle(keeps);
	}

	/** Encode the answer. */
	static byte[] answer(List<Fate> fates) {
		ByteBuffer buffer = ByteBuffer.allocate(fates.size());
		fates.forEach((fate) -> buffer.put((byte) fate.ordinal()));
		return buffer.array();
	}

	/**
	 * Decode the answer.
	 * @param count how many were sent
	 * @return one for each; of an answer that says less nothing is believed
	 */
	static List<Fate> fates(byte[] answer, int count) {
		Fate[] all = Fate.values();
		List<Fate> fates = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			int ordinal = (answer.length == count) ? answer[i] : -1;
			fates.add((ordinal >= 0 && ordinal < all.length) ? all[ordinal] : Fate.UNKNOWN);
		}
		return fates;
	}

	/** What has become of the copies of one slot. */
	enum Fate {

		/** They are there. */
		KEPT,

		/** Nothing was kept: a later grant of the slot is known there. */
		OUTDATED,

		/** Nothing was kept, or nobody knows. */
		UNKNOWN

	}

}
