package io.distsys.worker;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The answer to words about workers.
 *
 * @param unknown the types that the node does not run: it has not taken their words
 */
record StartedAnswer(Set<String> unknown) {

	StartedAnswer {
		unknown = Set.copyOf(unknown);
	}

	byte[] encode() {
		List<byte[]> names = this.unknown.stream().map(Wire::utf8).toList();
		ByteBuffer buffer = ByteBuffer.allocate(names.stream().mapToInt((name) -> Integer.BYTES + name.length).sum());
		names.forEach((name) -> Wire.put(buffer, name));
		return buffer.array();
	}

	static StartedAnswer decode(byte[] bytes) {
		try {
			ByteBuffer buffer = ByteBuffer.wrap(bytes);
			Set<String> unknown = new HashSet<>();
			while (buffer.hasRemaining()) {
				unknown.add(Wire.text(buffer));
			}
			return new StartedAnswer(unknown);
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("Not an answer to words about workers: it ends too early", ex);
		}
	}

}
