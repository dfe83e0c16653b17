package io.distsys.decision;

import java.nio.ByteBuffer;
import java.util.Map;

import io.distsys.messaging.ContextCodec;

/**
 * A question as it travels.
 *
 * @param context what an observer of the asker sends along
 * @param subject what it is about, encoded
 */
record Question(Map<String, String> context, byte[] subject) {

	byte[] toBytes() {
		ByteBuffer out = ByteBuffer.allocate(ContextCodec.sizeOf(this.context) + this.subject.length);
		ContextCodec.write(this.context, out);
		return out.put(this.subject).array();
	}

	/**
	 * Read a question.
	 * @throws IllegalArgumentException if it is none
	 */
	static Question fromBytes(byte[] bytes) {
		ByteBuffer in = ByteBuffer.wrap(bytes);
		Map<String, String> context = ContextCodec.read(in);
		byte[] subject = new byte[in.remaining()];
		in.get(subject);
		return new Question(context, subject);
	}

}
