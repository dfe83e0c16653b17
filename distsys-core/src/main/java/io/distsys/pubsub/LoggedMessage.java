package io.distsys.pubsub;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Map;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.ContextCodec;

/**
 * A message as it is kept: who has published it, as which of its messages on that topic.
 *
 * @param publisher the node
 * @param number counts the messages of the node on the topic, from 1
 * @param context what an observer of the publisher sends along
 * @param body the message, encoded
 */
record LoggedMessage(NodeId publisher, long number, Map<String, String> context, byte[] body) {

	byte[] toBytes() {
		ByteBuffer buffer = ByteBuffer.allocate(3 * Long.BYTES + ContextCodec.sizeOf(this.context) + this.body.length)
			.putLong(this.publisher.high())
			.putLong(this.publisher.low())
			.putLong(this.number);
		ContextCodec.write(this.context, buffer);
		return buffer.put(this.body).array();
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
			Map<String, String> context = ContextCodec.read(buffer);
			byte[] body = new byte[buffer.remaining()];
			buffer.get(body);
			return new LoggedMessage(publisher, number, context, body);
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("Not a message of a reliable topic: " + bytes.length + " bytes", ex);
		}
	}

}
