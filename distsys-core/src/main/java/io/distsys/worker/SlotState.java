package io.distsys.worker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The states of the workers of one slot, as they travel.
 *
 * @param entries one for each worker that hands over
 */
record SlotState(List<Entry> entries) {

	static final SlotState EMPTY = new SlotState(List.of());

	SlotState {
		entries = List.copyOf(entries);
	}

	byte[] encode() {
		List<byte[]> keys = this.entries.stream().map((entry) -> Wire.utf8(entry.key())).toList();
		long size = Integer.BYTES;
		for (int i = 0; i < keys.size(); i++) {
			size += 2L * Integer.BYTES + keys.get(i).length + this.entries.get(i).state().length;
		}
		ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(size)).putInt(keys.size());
		for (int i = 0; i < keys.size(); i++) {
			Wire.put(Wire.put(buffer, keys.get(i)), this.entries.get(i).state());
		}
		return buffer.array();
	}

	static SlotState decode(byte[] bytes) {
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		int count = buffer.getInt();
		List<Entry> entries = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			entries.add(new Entry(Wire.text(buffer), Wire.part(buffer), StartedSlot.UNKNOWN));
		}
		return new SlotState(entries);
	}

	/**
	 * The state of one worker.
	 *
	 * @param key the worker
	 * @param state what its snapshot was encoded to
	 * @param version of the last word, of whether the worker is to run, by which it did;
	 * of available types only, and not encoded here
	 */
	record Entry(String key, byte[] state, long version) {

	}

}
