package io.distsys.worker;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Words about workers on their way to another node.
 *
 * @param words what is said, and of which slots
 */
record StartedMessage(List<Item> words) {

	static final String ADDRESS = "distsys.worker.started";

	StartedMessage {
		words = List.copyOf(words);
	}

	byte[] encode() {
		List<byte[]> texts = new ArrayList<>();
		int size = Integer.BYTES;
		for (Item item : this.words) {
			byte[] type = Wire.utf8(item.slot().type());
			byte[] key = Wire.utf8(item.word().key());
			texts.add(type);
			texts.add(key);
			size += 3 * Integer.BYTES + Long.BYTES + 2 + type.length + key.length;
		}
		ByteBuffer buffer = ByteBuffer.allocate(size).putInt(this.words.size());
		for (int i = 0; i < this.words.size(); i++) {
			Item item = this.words.get(i);
			Wire.put(buffer, texts.get(2 * i)).putInt(item.slot().index());
			Wire.put(buffer, texts.get(2 * i + 1)).putLong(item.word().version());
			buffer.put((byte) (item.word().runs() ? 1 : 0)).put((byte) (item.leaves() ? 1 : 0));
		}
		return buffer.array();
	}

	static StartedMessage decode(byte[] bytes) {
		try {
			ByteBuffer buffer = ByteBuffer.wrap(bytes);
			int count = buffer.getInt();
			List<Item> words = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				Slot slot = new Slot(Wire.text(buffer), buffer.getInt());
				StartedWord word = new StartedWord(Wire.text(buffer), buffer.getLong(), buffer.get() != 0);
				words.add(new Item(slot, word, buffer.get() != 0));
			}
			return new StartedMessage(words);
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("Not a message about workers that were started: it ends too early", ex);
		}
	}

	/**
	 * A slot of a worker type.
	 *
	 * @param type name of the type
	 * @param index the slot
	 */
	record Slot(String type, int index) {

	}

	/**
	 * One word.
	 *
	 * @param slot the slot of the worker
	 * @param word what is said
	 * @param leaves whether the sender forgets the slot once this has arrived
	 */
	record Item(Slot slot, StartedWord word, boolean leaves) {

		/** About how many bytes it takes. */
		int size() {
			return 32 + this.slot.type().length() + this.word.key().length();
		}

	}

}
