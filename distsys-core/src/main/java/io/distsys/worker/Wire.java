package io.distsys.worker;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Texts and parts in messages: a length, then the bytes. */
final class Wire {

	private Wire() {
	}

	static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static ByteBuffer put(ByteBuffer buffer, byte[] part) {
		return buffer.putInt(part.length).put(part);
	}

	static byte[] part(ByteBuffer buffer) {
		int length = buffer.getInt();
		if (length < 0 || length > buffer.remaining()) {
			throw new BufferUnderflowException();
		}
		byte[] part = new byte[length];
		buffer.get(part);
		return part;
	}

	static String text(ByteBuffer buffer) {
		return new String(part(buffer), StandardCharsets.UTF_8);
	}

}
