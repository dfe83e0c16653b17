package io.distsys.hazelcast;

import java.util.function.Predicate;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Where frames enter this node. It hangs in the user context of the instance, where the
 * operation that carries a frame finds it.
 *
 * @param self this incarnation; a frame for another one is refused
 * @param receiver takes the frames
 */
record FrameDoor(NodeId self, Transport.FrameReceiver receiver) {

	private static final String KEY = FrameDoor.class.getName();

	void open(HazelcastInstance instance) {
		instance.getUserContext().put(KEY, this);
	}

	static FrameAnswer enter(HazelcastInstance instance, NodeId from, NodeId to, Lane lane, byte @Nullable [] frame) {
		return pass(instance, to, (receiver) -> {
			if (frame != null) {
				receiver.onFrame(from, lane, frame);
			}
			return true;
		});
	}

	/** As {@link #enter}; if it is accepted, something goes back by and by. */
	static FrameAnswer exchange(HazelcastInstance instance, NodeId from, NodeId to, byte @Nullable [] frame,
			Predicate<byte[]> back) {
		return pass(instance, to, (receiver) -> frame != null && receiver.onExchange(from, frame, back));
	}

	private static FrameAnswer pass(HazelcastInstance instance, NodeId to, Predicate<Transport.FrameReceiver> taken) {
		if (!(instance.getUserContext().get(KEY) instanceof FrameDoor door)) {
			return FrameAnswer.NOT_READY;
		}
		if (!door.self().equals(to)) {
			return FrameAnswer.OTHER_INCARNATION;
		}
		return taken.test(door.receiver()) ? FrameAnswer.ACCEPTED : FrameAnswer.NOT_READY;
	}

}
