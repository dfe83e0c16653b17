package io.distsys.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.MessageHandler.Replier;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.worker.CopyBundle.Fate;

/**
 * The copies of worker states on this node. They outlive its leases: who owns a slot next
 * finds here what was left.
 */
final class ReplicaStore {

	/** How much one message carries, unless a single state is larger. */
	static final int MESSAGE_BYTES = 256 * 1024;

	private static final byte[] NOTHING = new byte[0];

	private final Map<Slot, SlotReplica> replicas = new ConcurrentHashMap<>();

	private final Predicate<String> hosts;

	ReplicaStore(Predicate<String> hosts) {
		this.hosts = hosts;
	}

	SlotReplica of(String type, int slot) {
		return this.replicas.computeIfAbsent(new Slot(type, slot), (key) -> new SlotReplica());
	}

	/** How many states of a type are kept here, as owner or as backup. */
	int size(String type) {
		return this.replicas.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().type().equals(type))
			.mapToInt((entry) -> entry.getValue().size())
			.sum();
	}

	void receive(Message received, Replier replier) {
		ReplicaMessage message = ReplicaMessage.decode(received.payload());
		StatePart.Id slot = message.slot();
		if (!this.hosts.test(slot.type())) {
			replier.reply(new Reply.Refused(Refusal.NO_SUCH_ADDRESS,
					Wire.utf8("this node does not run worker type '" + slot.type() + "'")));
			return;
		}
		replier.reply(answer(message, of(slot.type(), slot.slot())));
	}

	/**
	 * Copies of many slots at once.
	 * @throws IllegalArgumentException if those of a slot cannot be read; the sender has
	 * been answered what became of the others
	 */
	void receiveCopies(Message received, Replier replier) {
		List<IllegalArgumentException> unreadable = new ArrayList<>(0);
		List<Fate> fates = CopyBundle.decode(received.payload())
			.keeps()
			.stream()
			.map((keep) -> keep(keep, unreadable))
			.toList();
		replier.reply(new Reply.Answered(CopyBundle.answer(fates)));
		if (!unreadable.isEmpty()) {
			throw unreadable.get(0);
		}
	}

	private Fate keep(byte[] message, List<IllegalArgumentException> unreadable) {
		ReplicaMessage.Keep keep;
		try {
			keep = ReplicaMessage.Keep.decode(message);
		}
		catch (IllegalArgumentException ex) {
			unreadable.add(ex);
			return Fate.UNKNOWN;
		}
		if (!this.hosts.test(keep.slot().type())) {
			return Fate.UNKNOWN;
		}
		SlotReplica replica = of(keep.slot().type(), keep.slot().slot());
		return replica.keep(keep.slot().token(), keep.copies(), keep.complete()) ? Fate.KEPT : Fate.OUTDATED;
	}

	private static Reply answer(ReplicaMessage message, SlotReplica replica) {
		long token = message.slot().token();
		if (message instanceof ReplicaMessage.Collect collect) {
			return replica.collect(token, collect.known(), collect.from(), MESSAGE_BYTES)
				.<Reply>map((collected) -> new Reply.Answered(collected.encode()))
				.orElseGet(() -> outdated(message));
		}
		replica.forget(token);
		return new Reply.Answered(NOTHING);
	}

	private static Reply outdated(ReplicaMessage message) {
		return new Reply.Refused(Refusal.NOT_OWNER,
				Wire.utf8("the grant " + message.slot().token() + " has been followed by another one"));
	}

	private record Slot(String type, int slot) {

	}

}
