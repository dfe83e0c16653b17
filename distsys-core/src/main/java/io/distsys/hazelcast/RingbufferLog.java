package io.distsys.hazelcast;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.ringbuffer.OverflowPolicy;
import com.hazelcast.ringbuffer.ReadResultSet;
import com.hazelcast.ringbuffer.Ringbuffer;
import io.distsys.pubsub.RetainedLog;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps messages in Hazelcast's ring buffers, one a topic, of the name
 * {@code distsys.topic.<topic>}. Their capacity, backups and time to live are what the
 * configuration of Hazelcast says for that name: by default 10,000 messages, one backup,
 * for ever.
 *
 * @since 0.1
 */
public final class RingbufferLog implements RetainedLog {

	/** What the names of the ring buffers begin with. */
	public static final String PREFIX = "distsys.topic.";

	private static final Logger logger = LoggerFactory.getLogger(RingbufferLog.class);

	private final HazelcastInstance instance;

	private final ToldReplicas replicas;

	/**
	 * Create it.
	 * @param instance the running member
	 */
	public RingbufferLog(HazelcastInstance instance) {
		this.instance = instance;
		this.replicas = new ToldReplicas(instance);
	}

	/** What a member that is shut down throws is told like everything else. */
	private <T> CompletionStage<T> with(String topic, Function<Ringbuffer<byte[]>, CompletionStage<T>> operation) {
		try {
			return operation.apply(this.instance.getRingbuffer(PREFIX + topic));
		}
		catch (HazelcastInstanceNotActiveException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** Before a member appends to a log for the first time it asks those that keep it. */
	@Override
	public CompletionStage<Long> append(String topic, List<byte[]> messages) {
		return with(topic,
				(ring) -> this.replicas.before(ring, () -> ring.addAllAsync(messages, OverflowPolicy.OVERWRITE)));
	}

	/** Hazelcast itself takes the nearest position that there is. */
	@Override
	public CompletionStage<Slice> read(String topic, long from, int most) {
		return with(topic, (ring) -> ring.readManyAsync(from, 1, most, null).thenApply(RingbufferLog::slice));
	}

	@Override
	public CompletionStage<Long> last(String topic) {
		return with(topic, this.replicas::last);
	}

	private static Slice slice(ReadResultSet<byte[]> read) {
		List<byte[]> messages = new ArrayList<>(read.size());
		read.forEach(messages::add);
		return new Slice(read.getSequence(0), messages);
	}

	@Override
	public Subscription onReplaced(Runnable listener) {
		UUID id = this.instance.getLifecycleService().addLifecycleListener((event) -> {
			if (event.getState() == LifecycleState.MERGED) {
				listener.run();
			}
		});
		return () -> forget(id);
	}

	/** A member that is shut down, be it meanwhile, has no listeners any more. */
	private void forget(UUID listener) {
		try {
			this.instance.getLifecycleService().removeLifecycleListener(listener);
		}
		catch (HazelcastInstanceNotActiveException ex) {
			logger.debug("The member has forgotten its listeners already", ex);
		}
	}

}
