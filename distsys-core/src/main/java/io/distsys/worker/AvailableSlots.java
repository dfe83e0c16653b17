package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.distsys.available.AvailableNode;
import io.distsys.messaging.Messenger;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.ResourceKey;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The slots of this node's available worker types, and what they stand on. */
final class AvailableSlots {

	private static final Logger logger = LoggerFactory.getLogger(AvailableSlots.class);

	private static final Duration LOOK = Duration.ofMillis(250);

	private final AvailableNode node;

	private final Messenger messenger;

	private final StartedWorkers started;

	private final LeftStates left;

	private final Hosting hosting;

	private final AvailableSlotTenant tenant;

	/**
	 * @param strong what types that are not available stand on
	 * @param types the types that this node runs
	 */
	AvailableSlots(AvailableNode node, Messenger messenger, Hosting strong, Map<String, HostedType> types) {
		this.node = node;
		this.messenger = messenger;
		this.started = new StartedWorkers(node, messenger, strong.loop(), types, this::heard);
		this.left = new LeftStates(messenger, node.view(), strong.loop().clock(), types, this.started,
				(lost) -> tell(strong, new WorkerEvent.StateLost(lost.type(), lost.key(), lost.reason())));
		this.hosting = strong.available(this.left, this.started);
		this.tenant = new AvailableSlotTenant(new HostedSlots(types), this.started, this.left, this.hosting);
	}

	/** While no worker can run any more the thread that closes this node tells it. */
	private static void tell(Hosting hosting, WorkerEvent event) {
		try {
			hosting.executor().execute(() -> hosting.publish(event));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The executor is closed, an event is told by this thread event={}", event, ex);
			hosting.publish(event);
		}
	}

	private void heard(StartedMessage.Slot slot, List<StartedWord> words) {
		this.tenant.heard(slot, words);
	}

	AvailableNode node() {
		return this.node;
	}

	Hosting hosting() {
		return this.hosting;
	}

	/** Take slots, and answer messages. */
	List<Subscription> start() {
		Executor inline = Runnable::run;
		this.node.install(this.tenant);
		return List.of(this.messenger.handle(StartedMessage.ADDRESS, inline, this.started::receive),
				this.messenger.handle(LeftState.ADDRESS, inline, this.left::receive),
				this.hosting.loop().repeat(LOOK, this::look));
	}

	/** Tell of the states that this node takes with it. */
	void close() {
		this.left.close();
	}

	private void look() {
		this.started.check();
		this.left.passOn();
	}

	/** The owner of a slot has changed. */
	void changed(OwnershipChange change) {
		ResourceKey key = change.key();
		if (key != null && key.kind().equals(WorkerNode.KIND)) {
			this.tenant.changed(key, change.after());
		}
	}

}
