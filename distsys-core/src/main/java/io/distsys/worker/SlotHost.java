package io.distsys.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Refusal;
import io.distsys.ownership.Grant;
import org.jspecify.annotations.Nullable;

/**
 * One slot of a type on this node, owned or not. A message names the grant that its
 * sender has seen. One of an earlier grant is refused; one of a grant that this node has
 * not heard of yet, or that is still taking over state, is kept until then. So a refusal
 * is final for a grant: what is sent later under it cannot overtake what was refused.
 */
final class SlotHost {

	/**
	 * So many messages wait for a slot at the most: for all its workers, whose mailboxes
	 * they meet when it is open.
	 */
	private static final int MANY_EARLY = 10_000;

	private final HostedType type;

	private final int index;

	private final Hosting hosting;

	private final ArrivalOrder order = new ArrivalOrder();

	private @Nullable Deque<WorkerCall> early;

	private @Nullable SlotTenure tenure;

	private volatile @Nullable SlotTenure opened;

	private long knownToken = Long.MIN_VALUE;

	private @Nullable NodeId lastOwner;

	SlotHost(HostedType type, int index, Hosting hosting) {
		this.type = type;
		this.index = index;
		this.hosting = hosting;
	}

	/** The grant under which this node owns the slot now. */
	synchronized Optional<SlotTenure> tenure() {
		return Optional.ofNullable(this.tenure);
	}

	/** The present grant if all that came early is in its mailboxes. */
	@Nullable SlotTenure open() {
		return this.opened;
	}

	synchronized Optional<SlotTenure> tenure(Grant grant) {
		SlotTenure current = this.tenure;
		return (current != null && current.token() == grant.fence().token().value()) ? Optional.of(current)
				: Optional.empty();
	}

	/** A message has come. */
	void arrived(WorkerCall call) {
		Refusal refusal = null;
		boolean overtaken;
		synchronized (this) {
			overtaken = this.order.isOvertaken(call.sender(), call.message());
			if (!overtaken) {
				refusal = take(call);
				if (refusal == null) {
					this.order.taken(call.sender(), call.message());
				}
			}
		}
		if (overtaken) {
			call.refuse(Refusal.NOT_OWNER, WorkerMessage.OVERTAKEN);
		}
		else {
			refuse(call, refusal);
		}
	}

	synchronized boolean knows(NodeId sender) {
		return this.order.knows(sender);
	}

	/** A node has gone for good. */
	synchronized void forget(NodeId sender) {
		this.order.forget(sender);
	}

	private void receive(WorkerCall call) {
		refuse(call, take(call));
	}

	private void refuse(WorkerCall call, @Nullable Refusal refusal) {
		if (refusal != null) {
			this.type.counters().refused.increment();
			call.refuse(refusal, "");
		}
	}

	private synchronized @Nullable Refusal take(WorkerCall call) {
		long token = call.message().token();
		SlotTenure current = this.tenure;
		if (current != null && current.token() == token) {
			return current.isOpening() ? keep(call) : current.accept(call);
		}
		return (token > this.knownToken) ? keep(call) : Refusal.NOT_OWNER;
	}

	private @Nullable Refusal keep(WorkerCall call) {
		Deque<WorkerCall> calls = this.early;
		if (calls == null) {
			calls = new ArrayDeque<>();
			this.early = calls;
		}
		int most = Math.max(MANY_EARLY, this.type.definition().limits().mailboxCapacity());
		if (calls.size() >= most) {
			dropLate(calls);
		}
		if (calls.size() >= most) {
			return Refusal.MAILBOX_FULL;
		}
		calls.addLast(call);
		return null;
	}

	private void dropLate(Deque<WorkerCall> calls) {
		long now = this.hosting.now();
		calls.removeIf((call) -> call.isLate(now));
	}

	/** Begin a grant; messages are kept until {@link #open}. */
	synchronized SlotTenure begin(Grant grant) {
		SlotTenure begun = new SlotTenure(this.type, this.index, grant, this.hosting);
		this.tenure = begun;
		this.opened = null;
		this.knownToken = grant.fence().token().value();
		return begun;
	}

	/** Take messages, first those that came early. */
	synchronized void open(SlotTenure begun) {
		begun.open();
		if (this.tenure != begun) {
			return;
		}
		Deque<WorkerCall> calls = this.early;
		if (calls != null) {
			this.early = null;
			dropLate(calls);
			calls.forEach(this::receive);
		}
		this.opened = begun;
	}

	/** Forget a grant that has ended. */
	synchronized void end(SlotTenure ended) {
		if (this.tenure == ended) {
			this.tenure = null;
			this.opened = null;
		}
	}

	/** The collection of the newest states for a grant that begins. */
	synchronized StateRecovery recovery(SlotTenure begun) {
		return new StateRecovery(begun, this.hosting, this.lastOwner);
	}

	/** Perhaps this node has not seen every owner. */
	synchronized void forgetLastOwner() {
		this.lastOwner = null;
	}

	/** The table says that somebody else has the slot, under this token. */
	synchronized void ownedElsewhere(NodeId owner, long token) {
		this.lastOwner = owner;
		Deque<WorkerCall> calls = this.early;
		this.knownToken = Math.max(this.knownToken, token);
		if (calls != null) {
			this.early = null;
			calls.forEach(this::receive);
		}
	}

}
