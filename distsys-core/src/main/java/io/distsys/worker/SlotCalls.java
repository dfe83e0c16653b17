package io.distsys.worker;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Reply;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.ResourceKey;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;

/**
 * The messenger that the proxies of workers see: the address is the worker type, and a
 * call goes to the owner of its slot, through the slot's {@link SlotOutbox}.
 */
final class SlotCalls implements Messenger {

	private final Messenger messenger;

	private final SlotSides sides;

	private final EventLoop loop;

	private final Map<ResourceKey, SlotOutbox> outboxes = new ConcurrentHashMap<>();

	private volatile boolean closed;

	SlotCalls(Messenger messenger, SlotSides sides, EventLoop loop) {
		this.messenger = messenger;
		this.sides = sides;
		this.loop = loop;
	}

	@Override
	public NodeId self() {
		return this.messenger.self();
	}

	@Override
	public String nameOf(NodeId node) {
		return this.messenger.nameOf(node);
	}

	@Override
	public CompletionStage<Reply> call(NodeId to, Lane lane, String type, byte[] body, Duration timeout) {
		return outboxOf(type, body).call(type, body, timeout, false);
	}

	@Override
	public CompletionStage<Reply> ask(NodeId to, Lane lane, String type, byte[] body, Duration timeout) {
		return outboxOf(type, body).call(type, body, timeout, true);
	}

	private SlotOutbox outboxOf(String type, byte[] body) {
		ResourceKey slot = SlotTenant.key(type, WorkerMessage.slotOf(body));
		SlotOutbox known = this.outboxes.get(slot);
		return (known != null) ? known : added(slot);
	}

	/** One that is made while this closes is closed as well. */
	private SlotOutbox added(ResourceKey slot) {
		SlotOutbox outbox = this.outboxes.computeIfAbsent(slot, this::outbox);
		if (this.closed) {
			outbox.close();
		}
		return outbox;
	}

	/** This node has ended: what waits, and what comes, is refused. */
	void close() {
		this.closed = true;
		this.outboxes.values().forEach(SlotOutbox::close);
	}

	private SlotOutbox outbox(ResourceKey slot) {
		SlotSide side = this.sides.of(slot.name());
		boolean inOrder = side == this.sides.of(Guarantee.STRONG);
		return new SlotOutbox(slot, this.messenger, side,
				inOrder ? RefusedGrants.inOrder() : RefusedGrants.ofEachNode(), this.loop);
	}

	/**
	 * Whether all that this node has sent to a slot is with its owner, which is this node
	 * under that grant: what is handed over now overtakes nothing.
	 */
	boolean haveArrived(ResourceKey slot, long token) {
		SlotOutbox outbox = this.outboxes.get(slot);
		return outbox == null || outbox.hasArrived(self(), token);
	}

	void changed(ResourceKey slot) {
		SlotOutbox outbox = this.outboxes.get(slot);
		if (outbox != null) {
			outbox.pump();
		}
	}

	void allChanged() {
		this.outboxes.values().forEach(SlotOutbox::pump);
	}

	@Override
	public boolean cast(NodeId to, Lane lane, String address, byte[] payload) {
		throw new UnsupportedOperationException("Workers are cast to by calls that are answered at once");
	}

	@Override
	public Subscription handle(String address, Executor executor, MessageHandler handler) {
		throw new UnsupportedOperationException("Proxies handle nothing");
	}

}
