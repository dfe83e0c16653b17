package io.distsys.group;

import java.util.Map;
import java.util.concurrent.Executor;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Codec;
import io.distsys.messaging.DeliveryQueue;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.tracker.MetadataCodec;
import io.distsys.tracker.Tracked;
import io.distsys.tracker.Tracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member of this node and what waits for it. */
final class LocalMember<T> implements GroupMembership, DeliveryQueue.Receiver<LocalMember.Sent> {

	private static final Logger logger = LoggerFactory.getLogger(LocalMember.class);

	private final Class<T> type;

	private final GroupListener<? super T> listener;

	private final Codec codec;

	private final Tracker tracker;

	private final MessageObserver observer;

	private final Runnable onLeave;

	private final DeliveryQueue<Sent> queue;

	private volatile GroupMember member;

	/**
	 * A message as it came.
	 *
	 * @param sender the node that sent it
	 * @param context what an observer of the sender has sent along
	 * @param bytes the encoded message
	 */
	record Sent(NodeId sender, Map<String, String> context, byte[] bytes) {

	}

	LocalMember(Tracked entry, Class<T> type, GroupListener<? super T> listener, GroupOptions options, Codec codec,
			Tracker tracker, Executor userExecutor, MessageObserver observer, Runnable onLeave) {
		this.type = type;
		this.listener = listener;
		this.codec = codec;
		this.tracker = tracker;
		this.observer = observer;
		this.onLeave = onLeave;
		this.member = new GroupMember(entry.key(), entry.owner(), entry.id(), options.metadata());
		this.queue = new DeliveryQueue<>(entry.toString(), options.queueBound(), options.dropsOldest(), userExecutor,
				this);
	}

	boolean offer(Sent sent) {
		return this.queue.offer(sent);
	}

	@Override
	public boolean receive(Sent sent) throws Exception {
		Object message = this.codec.decode(sent.bytes());
		if (!this.type.isInstance(message)) {
			return false;
		}
		Operation operation = new Operation(Kind.GROUP, this.member.group(), "");
		return this.observer.receive(operation, sent.context(), () -> {
			this.listener.onMessage(this.type.cast(message), sent.sender());
			return true;
		});
	}

	@Override
	public void onFailure(Sent sent, Throwable failure) {
		logger.warn("A member failed on a message group={} id={} sender={}", this.member.group(), this.member.id(),
				sent.sender(), failure);
	}

	@Override
	public GroupMember member() {
		return this.member;
	}

	@Override
	public synchronized boolean update(Map<String, String> metadata) {
		boolean updated = this.tracker.change(this.member.id(), MetadataCodec.encode(metadata));
		if (updated) {
			this.member = new GroupMember(this.member.group(), this.member.node(), this.member.id(), metadata);
		}
		return updated;
	}

	@Override
	public DeliveryQueue.Statistics statistics() {
		return this.queue.statistics();
	}

	@Override
	public void close() {
		this.tracker.remove(this.member.id());
		this.queue.close();
		this.onLeave.run();
	}

}
