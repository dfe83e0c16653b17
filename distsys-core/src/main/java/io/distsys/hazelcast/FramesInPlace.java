package io.distsys.hazelcast;

import java.lang.reflect.Field;
import java.nio.ByteOrder;
import java.util.function.Consumer;

import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.nio.Bits;
import com.hazelcast.internal.nio.Packet;
import com.hazelcast.internal.serialization.impl.HeapData;
import com.hazelcast.internal.serialization.impl.SerializationConstants;
import com.hazelcast.spi.impl.operationexecutor.OperationRunner;
import com.hazelcast.spi.impl.operationexecutor.impl.OperationExecutorImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the packets of a connection, and runs operations that carry a small frame where
 * they are: on the I/O thread that has read them. All that they do is to hand messages
 * over to other threads, and Hazelcast would wake one of its own for that. Every other
 * packet goes on to Hazelcast.
 * <p>
 * Nothing on the wire says so: what is sent does not depend on who runs it where.
 */
final class FramesInPlace implements Consumer<Packet> {

	private static final Logger logger = LoggerFactory.getLogger(FramesInPlace.class);

	/**
	 * To read a larger one takes longer than to wake a thread, and keeps waiting what
	 * comes after it on the connections of the same I/O thread.
	 */
	static final int MAX_BYTES = 16 * 1024;

	/** Says that the type is one of a factory, whose number follows. */
	private static final int IDENTIFIED_OFFSET = HeapData.DATA_OFFSET;

	private static final int FACTORY_OFFSET = IDENTIFIED_OFFSET + 1;

	private static final int LEAST_BYTES = FACTORY_OFFSET + Integer.BYTES;

	/** What is no request of the kind that threads for operations run. */
	private static final int OTHERS = Packet.FLAG_OP_RESPONSE | Packet.FLAG_OP_CONTROL;

	private static final @Nullable Field RUNNER = runnerField();

	private final Consumer<Packet> ofHazelcast;

	private final OperationRunner runner;

	private final boolean bigEndian;

	private FramesInPlace(Consumer<Packet> ofHazelcast, OperationRunner runner, boolean bigEndian) {
		this.ofHazelcast = ofHazelcast;
		this.runner = runner;
		this.bigEndian = bigEndian;
	}

	/**
	 * Stand before what Hazelcast does with the packets of a connection.
	 * @param node the member that reads them
	 * @param ofHazelcast takes them
	 * @return takes them first; the same, if this version of Hazelcast has no other way
	 */
	static Consumer<Packet> before(Node node, Consumer<Packet> ofHazelcast) {
		if (RUNNER == null || !(node.getNodeEngine()
			.getOperationService()
			.getOperationExecutor() instanceof OperationExecutorImpl executor)) {
			return ofHazelcast;
		}
		try {
			return new FramesInPlace(ofHazelcast, (OperationRunner) RUNNER.get(executor),
					node.getSerializationService().getByteOrder() == ByteOrder.BIG_ENDIAN);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException("A field that was made accessible is not", ex);
		}
	}

	/**
	 * What runs operations on threads that are not for operations; any number at once.
	 */
	private static @Nullable Field runnerField() {
		try {
			return MemberInternals.field("does not run operations where they are read", OperationExecutorImpl.class,
					"adHocOperationRunner");
		}
		catch (IllegalStateException ex) {
			logger.info("Each message wakes one thread more than it has to", ex);
			return null;
		}
	}

	@Override
	public void accept(Packet packet) {
		if (!isSmallFrame(packet)) {
			this.ofHazelcast.accept(packet);
			return;
		}
		try {
			this.runner.run(packet);
		}
		catch (Exception | LinkageError ex) {
			// The sender has its answer; what else comes by this connection can be read.
			logger.warn("A frame could not be read from={}", packet.getConn().getRemoteAddress(), ex);
		}
	}

	private boolean isSmallFrame(Packet packet) {
		int size = packet.totalSize();
		return size <= MAX_BYTES && size >= LEAST_BYTES && packet.getPacketType() == Packet.Type.OPERATION
				&& !packet.isFlagRaised(OTHERS)
				&& packet.getType() == SerializationConstants.CONSTANT_TYPE_DATA_SERIALIZABLE
				&& isOfFrames(packet.toByteArray());
	}

	private boolean isOfFrames(byte[] bytes) {
		return bytes[IDENTIFIED_OFFSET] == 1
				&& Bits.readInt(bytes, FACTORY_OFFSET, this.bigEndian) == FrameOperations.FACTORY_ID;
	}

}
