package io.distsys.presence;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.distsys.tracker.MetadataCodec;

/**
 * What a node says of a presence.
 *
 * @param key who it is
 * @param metadata what is said of it
 */
record PresenceValue(String key, Map<String, String> metadata) {

	static byte[] encode(String key, Map<String, String> metadata) {
		byte[] name = key.getBytes(StandardCharsets.UTF_8);
		byte[] rest = MetadataCodec.encode(metadata);
		return ByteBuffer.allocate(Integer.BYTES + name.length + rest.length)
			.putInt(name.length)
			.put(name)
			.put(rest)
			.array();
	}

	static PresenceValue decode(byte[] value) {
		String key = keyOf(value);
		int from = Integer.BYTES + ByteBuffer.wrap(value).getInt();
		byte[] rest = new byte[value.length - from];
		System.arraycopy(value, from, rest, 0, rest.length);
		return new PresenceValue(key, MetadataCodec.decode(rest));
	}

	static String keyOf(byte[] value) {
		return new String(value, Integer.BYTES, ByteBuffer.wrap(value).getInt(), StandardCharsets.UTF_8);
	}

}
