package io.distsys.group;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message to members of one node as it travels.
 *
 * @param group the group
 * @param id number of the membership, or zero for all of the group
 * @param bytes the encoded message
 */
record GroupFrame(String group, long id, byte[] bytes) {

	static byte[] encode(String group, long id, byte[] bytes) {
		byte[] name = group.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(Integer.BYTES + name.length + Long.BYTES + bytes.length)
			.putInt(name.length)
			.put(name)
			.putLong(id)
			.put(bytes)
			.array();
	}

	/**
	 * Read a frame.
	 * @throws java.nio.BufferUnderflowException if it is none
	 */
	static GroupFrame decode(byte[] frame) {
		ByteBuffer in = ByteBuffer.wrap(frame);
		int length = in.getInt();
		byte[] name = new byte[Math.max(0, Math.min(length, in.remaining()))];
		in.get(name);
		long id = in.getLong();
		byte[] bytes = new byte[in.remaining()];
		in.get(bytes);
		return new GroupFrame(new String(name, StandardCharsets.UTF_8), id, bytes);
	}

}
