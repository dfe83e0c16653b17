package io.distsys.hazelcast;

import java.nio.ByteOrder;
import java.util.function.Consumer;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.OutOfMemoryErrorDispatcher;
import com.hazelcast.internal.nio.Bits;
import com.hazelcast.internal.nio.Packet;
import com.hazelcast.internal.serialization.impl.HeapData;
import com.hazelcast.internal.serialization.impl.SerializationConstants;
import com.hazelcast.spi.impl.NodeEngineImpl;
import com.hazelcast.spi.impl.operationservice.OperationAccessor;
import com.hazelcast.spi.impl.operationservice.impl.responses.ErrorResponse;
import io.distsys.messaging.Lane;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the packets of a connection, and takes small frames out of them where they are:
 * on the I/O thread that has read them. All that is done with a frame is to hand its
 * messages over to other threads, and Hazelcast would wake one of its own for that. Every
 * other packet goes on to Hazelcast.
 * <p>
 * The acknowledgement of a frame for few goes back from there as well
 * ({@link ReadersWrite}), but on the control lane, whose sender is awake for what the
 * frame has brought.
 * <p>
 * Its acknowledgement says so to the sender, who may then {@linkplain OrderedPaths tell}
 * small frames: those of one connection are taken one after the other.
 */
final class FramesInPlace implements Consumer<Packet> {

	private static final Logger logger = LoggerFactory.getLogger(FramesInPlace.class);

	/**
	 * To read a larger one takes longer than to wake a thread, and keeps waiting what
	 * comes after it on the connections of the same I/O thread.
	 */
	static final int MAX_BYTES = 16 * 1024;

	/** A frame of so many bytes is no larger than that with all that Hazelcast adds. */
	static final int SMALL_BYTES = MAX_BYTES - 1024;

	/** Says that the type is one of a factory, whose number follows. */
	private static final int IDENTIFIED_OFFSET = HeapData.DATA_OFFSET;

	private static final int FACTORY_OFFSET = IDENTIFIED_OFFSET + 1;

	private static final int CLASS_OFFSET = FACTORY_OFFSET + Integer.BYTES;

	private static final int LEAST_BYTES = CLASS_OFFSET + Integer.BYTES;

	/** What is no request of the kind that threads for operations run. */
	private static final int OTHERS = Packet.FLAG_OP_RESPONSE | Packet.FLAG_OP_CONTROL;

	private final Consumer<Packet> ofHazelcast;

	private final Node node;

	private final NodeEngineImpl engine;

	private final boolean bigEndian;

	/**
	 * Whether a frame that was told was not taken here, or not with success, since one
	 * was answered: nobody else would know. Touched by the thread that reads the
	 * connection.
	 */
	private boolean missed;

	/**
	 * Stand before what Hazelcast does with the packets of a connection.
	 * @param node the member that reads them
	 * @param ofHazelcast takes them otherwise
	 */
	FramesInPlace(Node node, Consumer<Packet> ofHazelcast) {
		this.ofHazelcast = ofHazelcast;
		this.node = node;
		this.engine = node.getNodeEngine();
		this.bigEndian = node.getSerializationService().getByteOrder() == ByteOrder.BIG_ENDIAN;
	}

	@Override
	public void accept(Packet packet) {
		boolean small = isSmallFrame(packet);
		FrameOperation operation = (small && canTakeFrom(packet)) ? read(packet) : null;
		if (operation != null) {
			take(operation, packet);
			return;
		}
		this.missed |= small && isTold(packet.toByteArray());
		this.ofHazelcast.accept(packet);
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

	private boolean isTold(byte[] bytes) {
		return Bits.readInt(bytes, CLASS_OFFSET, this.bigEndian) == FrameOperations.TOLD;
	}

	/** Hazelcast answers strangers, and whoever asks a member that does not listen. */
	private boolean canTakeFrom(Packet packet) {
		Address from = packet.getConn().getRemoteAddress();
		return from != null && FrameDoor.of(this.node.hazelcastInstance) != null && this.node.isRunning()
				&& this.node.getClusterService().getMember(from) != null;
	}

	/** Hazelcast, which is given what cannot be read, says so to the sender. */
	private @Nullable FrameOperation read(Packet packet) {
		try {
			return (this.engine.<Object>toObject(packet) instanceof FrameOperation frame) ? frame : null;
		}
		catch (RuntimeException | Error ex) {
			logger.debug("A frame cannot be read from={}", packet.getConn().getRemoteAddress(), ex);
			return null;
		}
	}

	/** An error that left this thread would close the connection: it is answered. */
	private void take(FrameOperation operation, Packet packet) {
		if (operation.returnsResponse() && operation.lane() == Lane.BULK) {
			if (!this.missed) {
				operation.runsInPlace();
			}
			this.missed = false;
		}
		operation.setNodeEngine(this.engine);
		OperationAccessor.setConnection(operation, packet.getConn());
		OperationAccessor.setCallerAddress(operation, packet.getConn().getRemoteAddress());
		operation.setOperationResponseHandler(this.engine.getOperationService().getOutboundResponseHandler());
		try {
			operation.run();
		}
		catch (RuntimeException | Error ex) {
			OutOfMemoryErrorDispatcher.inspectOutOfMemoryError(ex);
			logger.warn("A frame was not handed over from={}", operation.getCallerAddress(), ex);
			if (operation.getCallId() == 0) {
				this.missed = true;
				return;
			}
			respond(operation, new ErrorResponse(ex, operation.getCallId(), operation.isUrgent()));
			return;
		}
		if (operation.returnsResponse()) {
			respond(operation, operation.getResponse());
		}
	}

	/** Whoever hears nothing waits until the time for an acknowledgement is up. */
	private static void respond(FrameOperation operation, Object response) {
		try {
			operation.respond(response);
		}
		catch (RuntimeException | Error ex) {
			OutOfMemoryErrorDispatcher.inspectOutOfMemoryError(ex);
			logger.warn("A frame was not answered from={}", operation.getCallerAddress(), ex);
		}
	}

}
