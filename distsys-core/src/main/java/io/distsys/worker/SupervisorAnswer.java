package io.distsys.worker;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

import io.distsys.cluster.NodeId;

/**
 * What the owner of a slot says to a supervisor.
 *
 * @param code what became of the request
 * @param node the owner
 */
record SupervisorAnswer(Code code, NodeId node) {

	byte[] encode() {
		return ByteBuffer.allocate(1 + 2 * Long.BYTES)
			.put((byte) this.code.ordinal())
			.putLong(this.node.high())
			.putLong(this.node.low())
			.array();
	}

	static SupervisorAnswer decode(byte[] bytes) {
		try {
			ByteBuffer buffer = ByteBuffer.wrap(bytes);
			int ordinal = buffer.get();
			Code[] codes = Code.values();
			if (ordinal < 0 || ordinal >= codes.length) {
				throw new IllegalArgumentException("Not an answer about a worker: code " + ordinal);
			}
			return new SupervisorAnswer(codes[ordinal], new NodeId(buffer.getLong(), buffer.getLong()));
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("Not an answer about a worker: it ends too early", ex);
		}
	}

	/** What became of a request. */
	enum Code {

		/** It was started. */
		STARTED,

		/** It runs, and did so before. */
		RUNNING,

		/** It is put aside until it is called. */
		ASLEEP,

		/** It was stopped. */
		STOPPED,

		/** It was made anew. */
		RESTARTED,

		/** It neither runs nor is remembered. */
		ABSENT,

		/** The node has as many as it may have. */
		LIMIT

	}

}
