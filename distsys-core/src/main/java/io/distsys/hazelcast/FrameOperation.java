package io.distsys.hazelcast;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.impl.AllowedDuringPassiveState;
import com.hazelcast.spi.impl.operationexecutor.OperationHostileThread;
import com.hazelcast.spi.impl.operationservice.Operation;
import com.hazelcast.spi.impl.operationservice.UrgentSystemOperation;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a frame of the bulk lane to another member; the response is its acceptance. An
 * operation, and not a task of an executor service: that takes two to three times as
 * long, and starts threads for its callbacks on machines of one or two processors.
 */
class FrameOperation extends Operation implements IdentifiedDataSerializable, AllowedDuringPassiveState {

	private static final Logger logger = LoggerFactory.getLogger(FrameOperation.class);

	/** A frame of more bytes carries many messages, as a rule, and more are to come. */
	static final int FEW_BYTES = 1024;

	private NodeId from = new NodeId(0, 0);

	private NodeId to = new NodeId(0, 0);

	private byte @Nullable [] frame;

	private FrameAnswer answer = FrameAnswer.NOT_READY;

	private boolean inPlace;

	FrameOperation() {
	}

	FrameOperation(NodeId from, NodeId to, byte[] frame) {
		this.from = from;
		this.to = to;
		this.frame = frame;
	}

	Lane lane() {
		return Lane.BULK;
	}

	@Override
	public void run() {
		this.answer = accept(getNodeEngine().getHazelcastInstance(), this.from, this.to, this.frame);
	}

	FrameAnswer accept(HazelcastInstance instance, NodeId sender, NodeId receiver, byte @Nullable [] bytes) {
		return FrameDoor.enter(instance, sender, receiver, lane(), bytes);
	}

	/** The thread that has read it runs it, as it has run all that was told before. */
	void runsInPlace() {
		this.inPlace = true;
	}

	@Override
	public Object getResponse() {
		boolean ordered = this.inPlace && this.answer == FrameAnswer.ACCEPTED && lane() == Lane.BULK;
		return (ordered ? FrameAnswer.ACCEPTED_IN_PLACE : this.answer).ordinal();
	}

	/**
	 * Send a response. A thread that reads connections leaves it to the sender of the
	 * lane if that is awake anyway, or if it is well that more messages gather for the
	 * next frame meanwhile.
	 * @return {@code false} if nobody sends it, for the transport is closed
	 */
	boolean respond(Object response) {
		if (Thread.currentThread() instanceof OperationHostileThread && !isForFew()) {
			return leaveToSender(response);
		}
		ReadersWrite.respond(this, response);
		return true;
	}

	private boolean isForFew() {
		byte[] bytes = this.frame;
		return lane() == Lane.BULK && (bytes == null || bytes.length <= FEW_BYTES);
	}

	private boolean leaveToSender(Object response) {
		FrameDoor door = FrameDoor.of(getNodeEngine().getHazelcastInstance());
		try {
			if (door != null) {
				door.sender(lane()).execute(() -> sendResponse(response));
				return true;
			}
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The transport was closed just now", ex);
		}
		logger.debug("Nothing goes back, the transport is closed to={}", this.from);
		return false;
	}

	@Override
	protected void writeInternal(ObjectDataOutput out) throws IOException {
		out.writeLong(this.from.high());
		out.writeLong(this.from.low());
		out.writeLong(this.to.high());
		out.writeLong(this.to.low());
		out.writeByteArray(this.frame);
	}

	@Override
	protected void readInternal(ObjectDataInput in) throws IOException {
		this.from = new NodeId(in.readLong(), in.readLong());
		this.to = new NodeId(in.readLong(), in.readLong());
		this.frame = in.readByteArray();
	}

	@Override
	public int getFactoryId() {
		return FrameOperations.FACTORY_ID;
	}

	@Override
	public int getClassId() {
		return FrameOperations.BULK;
	}

	/** Carries a frame of the bulk lane of which the sender hears nothing. */
	static final class Told extends FrameOperation {

		Told() {
		}

		Told(NodeId from, NodeId to, byte[] frame) {
			super(from, to, frame);
		}

		@Override
		public boolean returnsResponse() {
			return false;
		}

		/** Nobody asks for it any more: as if it had not come. */
		@Override
		public void logError(Throwable ex) {
			logger.debug("A frame was not taken", ex);
		}

		@Override
		public int getClassId() {
			return FrameOperations.TOLD;
		}

	}

	/**
	 * Carries a frame of the control lane. Hazelcast writes it to the connection before
	 * all that is not urgent, and runs it on a thread of its own priority queue.
	 */
	static final class Control extends FrameOperation implements UrgentSystemOperation {

		Control() {
		}

		Control(NodeId from, NodeId to, byte[] frame) {
			super(from, to, frame);
		}

		@Override
		Lane lane() {
			return Lane.CONTROL;
		}

		@Override
		public int getClassId() {
			return FrameOperations.CONTROL;
		}

	}

	/**
	 * Carries a frame beside the lanes. The response is what goes back, and comes when it
	 * is there; one that is not accepted has the response of the others.
	 */
	static final class Exchange extends FrameOperation {

		private boolean accepted;

		Exchange() {
		}

		Exchange(NodeId from, NodeId to, byte[] frame) {
			super(from, to, frame);
		}

		@Override
		FrameAnswer accept(HazelcastInstance instance, NodeId sender, NodeId receiver, byte @Nullable [] bytes) {
			FrameAnswer answer = FrameDoor.exchange(instance, sender, receiver, bytes, this::giveBack);
			this.accepted = answer == FrameAnswer.ACCEPTED;
			return answer;
		}

		/**
		 * Hazelcast finds the caller by its address, and what waits there by a number: a
		 * process that has come in its place must not get an answer to what it never
		 * asked.
		 */
		private boolean giveBack(byte[] bytes) {
			return getConnection().isAlive() && respond(bytes);
		}

		@Override
		public boolean returnsResponse() {
			return !this.accepted;
		}

		@Override
		public int getClassId() {
			return FrameOperations.EXCHANGE;
		}

	}

}
