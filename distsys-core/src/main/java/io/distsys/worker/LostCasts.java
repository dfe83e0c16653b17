package io.distsys.worker;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.CallException;
import io.distsys.messaging.DeliveryQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The casts of this node that no worker has taken, or of which nobody knows whether one
 * has: whoever has made them hears nothing, so they are counted and told of as dead
 * letters. Thread-safe; the listener is called by the threads of workers.
 */
final class LostCasts {

	private static final Logger logger = LoggerFactory.getLogger(LostCasts.class);

	/** So many wait to be told of; what comes then is counted only. */
	private static final int BOUND = 1_000;

	private final Map<String, HostedType> types;

	private final NodeId self;

	private final DeliveryQueue<WorkerEvent> events;

	/** Of types that this node does not run. */
	private final LongAdder others = new LongAdder();

	LostCasts(Map<String, HostedType> types, Hosting hosting) {
		this.types = types;
		this.self = hosting.self();
		this.events = new DeliveryQueue<>("lost casts", BOUND, false, hosting.executor(), new Telling(hosting));
	}

	/**
	 * A cast is lost.
	 * @param method what was called
	 * @param why what became of it, and whether it may have run
	 */
	void lost(String type, String key, String method, CallException why) {
		HostedType hosted = this.types.get(type);
		((hosted != null) ? hosted.counters().deadLetters : this.others).increment();
		if (!this.events.offer(new WorkerEvent.DeadLetter(type, key, method, this.self, why))) {
			logger.debug("Nobody is told of a lost cast, too many are type={} key={} method={}", type, key, method,
					why);
		}
	}

	/** How many were cast to workers of types that this node does not run. */
	long ofOtherTypes() {
		return this.others.sum();
	}

	private record Telling(Hosting hosting) implements DeliveryQueue.Receiver<WorkerEvent> {

		@Override
		public boolean receive(WorkerEvent event) {
			this.hosting.publish(event);
			return true;
		}

		@Override
		public void onFailure(WorkerEvent event, Throwable failure) {
			logger.error("A lost cast could not be told of event={}", event, failure);
		}

	}

}
