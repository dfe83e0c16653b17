package io.distsys.pubsub;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

import io.distsys.cluster.NodeId;

/**
 * A message as it is kept: who has published it, as which of its messages on that topic.
 *
 * @param publisher the node
 * @param number counts the messages of the node on the topic, from 1
 * @param body the message, encoded
 */
record LoggedMessage(NodeId publisher, long number, byte[] body) {

	byte[] toBytes() {
		return ByteBuffer.allocate(3 * Long.BYTES + this.body.length)
			.putLong(this.publisher.high())
			.putLong(this.publisher.low())
			.putLong(this.number)
			.put(this.body)
			.array();
	}

	/**
	 * Read what {@link #toBytes()} wrote.
	 * @throws IllegalArgumentException if the bytes are anything else
	 */
	static LoggedMessage fromBytes(byte[] bytes) {
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		try {
			NodeId publisher = new NodeId(buffer.getLong(), buffer.getLong());
			long number = buffer.getLong();
			byte[] body = new byte[buffer.remaining()];
			buffer.get(body);
			return new LoggedMessage(publisher, number, body);
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("Not a message of a reliable topic: " + bytes.length + " bytes", ex);
		}
	}

}
