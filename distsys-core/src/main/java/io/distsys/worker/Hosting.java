package io.distsys.worker;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Codec;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Refusal;
import io.distsys.ownership.Ownerships;
import io.distsys.rpc.RemoteFailures;
import io.distsys.time.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every slot and worker of this node stands on.
 *
 * @param executor runs workers
 * @param activities runs what begins and ends slots, however many workers hang
 * @param storage runs the user's store, whose calls may hang as well
 * @param started keeps which workers are to run, in place of replicas and store;
 * {@literal null} unless the types are available
 */
record Hosting(NodeId self, Codec codec, RemoteFailures failures, EventLoop loop, Executor executor,
		Executor activities, Executor storage, RandomGenerator random, Ownerships.Lease lease, WorkerSettings settings,
		WorkerEventListener listener, StateSender sender, Replicas replicas, Workers workers,
		WorkerMemberships memberships, @Nullable WorkerStore store, MessageObserver observer,
		@Nullable StartedWorkers started) {

	private static final Logger logger = LoggerFactory.getLogger(Hosting.class);

	/** The same for types that are available. */
	Hosting available(StateSender left, StartedWorkers keeper) {
		return new Hosting(this.self, this.codec, this.failures, this.loop, this.executor, this.activities,
				this.storage, this.random, new EndlessLease(), this.settings, this.listener, left, this.replicas,
				this.workers, this.memberships, null, this.observer, keeper);
	}

	long now() {
		return this.loop.clock().nanos();
	}

	/** Why a slot whose fence is closed takes nothing. */
	Refusal closedRefusal() {
		return this.lease.isHeld() ? Refusal.NOT_OWNER : Refusal.NO_QUORUM;
	}

	void publish(WorkerEvent event) {
		try {
			this.listener.onEvent(event);
		}
		catch (RuntimeException | Error ex) {
			logger.error("A listener of worker events failed event={}", event, ex);
		}
	}

}
