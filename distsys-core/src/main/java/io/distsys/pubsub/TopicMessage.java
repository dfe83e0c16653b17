package io.distsys.pubsub;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.distsys.messaging.ContextCodec;
import org.jspecify.annotations.Nullable;

/**
 * A message of a topic as it travels.
 *
 * @param group the group whose member it goes to; empty for all who listen without one
 * @param topic the topic
 * @param key what it is about, or {@literal null}
 * @param context what an observer of the publisher sends along; empty if there is
 * nothing, and nothing is written then
 * @param body the message, encoded
 */
record TopicMessage(String group, String topic, @Nullable String key, Map<String, String> context, byte[] body) {

	private static final short NONE = -1;

	/** How many bytes it has as it travels. */
	int size() {
		return sizeForGroup(this.group);
	}

	/** How many bytes it would have on its way to a member of a group. */
	int sizeForGroup(String name) {
		return size(utf8(name), utf8(this.topic), keyBytes());
	}

	private int size(byte[]... names) {
		int size = this.context.isEmpty() ? 0 : ContextCodec.sizeOf(this.context);
		for (byte[] name : names) {
			size += Short.BYTES + name.length;
		}
		return size + this.body.length;
	}

	private byte[] keyBytes() {
		return (this.key != null) ? utf8(this.key) : new byte[0];
	}

	TopicMessage forGroup(String name) {
		return new TopicMessage(name, this.topic, this.key, this.context, this.body);
	}

	byte[] toBytes() {
		byte[] groupBytes = utf8(this.group);
		byte[] topicBytes = utf8(this.topic);
		byte[] keyBytes = keyBytes();
		ByteBuffer buffer = ByteBuffer.allocate(size(groupBytes, topicBytes, keyBytes));
		// With a context the length of the group is written as its complement.
		buffer.putShort((short) (this.context.isEmpty() ? groupBytes.length : ~groupBytes.length)).put(groupBytes);
		buffer.putShort((short) topicBytes.length).put(topicBytes);
		buffer.putShort((this.key != null) ? (short) keyBytes.length : NONE).put(keyBytes);
		if (!this.context.isEmpty()) {
			ContextCodec.write(this.context, buffer);
		}
		return buffer.put(this.body).array();
	}

	/**
	 * Read what {@link #toBytes()} wrote.
	 * @throws IllegalArgumentException if the bytes are anything else
	 */
	static TopicMessage fromBytes(byte[] bytes) {
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		try {
			short groupLength = buffer.getShort();
			String group = read(buffer, (groupLength < 0) ? ~groupLength : groupLength);
			String topic = read(buffer, buffer.getShort());
			short keyLength = buffer.getShort();
			String key = (keyLength != NONE) ? read(buffer, keyLength) : null;
			Map<String, String> context = (groupLength < 0) ? ContextCodec.read(buffer) : Map.of();
			byte[] body = new byte[buffer.remaining()];
			buffer.get(body);
			return new TopicMessage(group, topic, key, context, body);
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("Not a message of a topic: it ends too early", ex);
		}
	}

	private static String read(ByteBuffer buffer, int length) {
		if (length < 0) {
			throw new IllegalArgumentException("Not a message of a topic: a name of " + length + " bytes");
		}
		byte[] bytes = new byte[length];
		buffer.get(bytes);
		return new String(bytes, StandardCharsets.UTF_8);
	}

	static byte[] utf8(String name) {
		byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
		requireShort(bytes);
		return bytes;
	}

	/** Refuse a name with which no message could travel. */
	static void requireShort(String name) {
		requireShort(name.getBytes(StandardCharsets.UTF_8));
	}

	private static void requireShort(byte[] name) {
		if (name.length > Topics.LONGEST_NAME) {
			throw new IllegalArgumentException(
					"A topic, a key or a group has at most " + Topics.LONGEST_NAME + " bytes, not " + name.length);
		}
	}

}
