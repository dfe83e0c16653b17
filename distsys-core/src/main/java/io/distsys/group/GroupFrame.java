package io.distsys.group;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.distsys.messaging.ContextCodec;

/**
 * A message to members of one node as it travels.
 *
 * @param group the group
 * @param id number of the membership, or zero for all of the group
 * @param context what an observer of the sender sends along
 * @param bytes the encoded message
 */
record GroupFrame(String group, long id, Map<String, String> context, byte[] bytes) {

	byte[] encode() {
		byte[] name = this.group.getBytes(StandardCharsets.UTF_8);
		ByteBuffer out = ByteBuffer
			.allocate(Integer.BYTES + name.length + Long.BYTES + ContextCodec.sizeOf(this.context) + this.bytes.length)
			.putInt(name.length)
			.put(name)
			.putLong(this.id);
		ContextCodec.write(this.context, out);
		return out.put(this.bytes).array();
	}

	/**
	 * Read a frame.
	 * @throws java.nio.BufferUnderflowException if it is none
	 * @throws IllegalArgumentException if it is none
	 */
	static GroupFrame decode(byte[] frame) {
		ByteBuffer in = ByteBuffer.wrap(frame);
		int length = in.getInt();
		byte[] name = new byte[Math.max(0, Math.min(length, in.remaining()))];
		in.get(name);
		long id = in.getLong();
		Map<String, String> context = ContextCodec.read(in);
		byte[] bytes = new byte[in.remaining()];
		in.get(bytes);
		return new GroupFrame(new String(name, StandardCharsets.UTF_8), id, context, bytes);
	}

}
