package io.distsys.hazelcast;

import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;

import com.hazelcast.core.HazelcastInstance;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Transport;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Where frames enter this node. It hangs in the user context of the instance, where the
 * operation that carries a frame finds it.
 *
 * @param self this incarnation; a frame for another one is refused
 * @param receiver takes the frames
 * @param senders have a thread that may write, for what goes back on a lane
 */
record FrameDoor(NodeId self, Transport.FrameReceiver receiver, Function<Lane, Executor> senders) {

	private static final String KEY = FrameDoor.class.getName();

	/** From now on frames enter here; nobody takes them any more once it is closed. */
	Subscription open(HazelcastInstance instance) {
		// The instance gives it to nobody once it has ended.
		ConcurrentMap<String, Object> context = instance.getUserContext();
		context.put(KEY, this);
		return () -> context.remove(KEY, this);
	}

	/** The door of a member, or {@literal null} while nobody takes frames there. */
	static @Nullable FrameDoor of(HazelcastInstance instance) {
		return (instance.getUserContext().get(KEY) instanceof FrameDoor door) ? door : null;
	}

	Executor sender(Lane lane) {
		return this.senders.apply(lane);
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
		FrameDoor door = of(instance);
		if (door == null) {
			return FrameAnswer.NOT_READY;
		}
		if (!door.self().equals(to)) {
			return FrameAnswer.OTHER_INCARNATION;
		}
		return taken.test(door.receiver()) ? FrameAnswer.ACCEPTED : FrameAnswer.NOT_READY;
	}

}
