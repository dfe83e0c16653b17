package io.distsys.pubsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Reply;
import io.distsys.placement.Placement;
import io.distsys.placement.RendezvousPlacement;

/**
 * Sends messages to one member of a group each. A message with a key goes to the member
 * that rendezvous hashing gives the key to, any other to one member after another. Who
 * certainly has not taken it is passed over for the next one; a message that its node may
 * have taken with it is not sent again.
 */
final class GroupSender {

	static final String ADDRESS = "topics/groups";

	/** A member only queues the message, so it takes long only if it hangs. */
	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final int MOST_UNDER_WAY = 10_000;

	private static final long MOST_BYTES_UNDER_WAY = 64L * 1024 * 1024;

	private final Messenger messenger;

	private final Predicate<TopicMessage> local;

	private final AtomicInteger turn = new AtomicInteger();

	private final AtomicInteger underWay = new AtomicInteger();

	private final AtomicLong bytesUnderWay = new AtomicLong();

	/**
	 * @param local takes a message for a member on this node, and says whether there is
	 * one that has room; does not block
	 */
	GroupSender(Messenger messenger, Predicate<TopicMessage> local) {
		this.messenger = messenger;
		this.local = local;
	}

	/**
	 * Send a message.
	 * @param members the nodes with a member, sorted; not empty
	 * @param taken is told whether a member has taken it, once that is known
	 * @return whether it is under way; if not there is no room for more
	 * @throws IllegalArgumentException if it is larger than a message may be
	 */
	boolean send(TopicMessage message, List<NodeId> members, Consumer<Boolean> taken) {
		byte[] bytes = message.toBytes();
		boolean few = this.underWay.incrementAndGet() <= MOST_UNDER_WAY;
		boolean small = this.bytesUnderWay.addAndGet(bytes.length) <= MOST_BYTES_UNDER_WAY;
		if (!few || !small) {
			release(bytes);
			return false;
		}
		new Sending(message, bytes, new ArrayList<>(members), taken).next();
		return true;
	}

	private void release(byte[] bytes) {
		this.underWay.decrementAndGet();
		this.bytesUnderWay.addAndGet(-bytes.length);
	}

	private final class Sending {

		private final TopicMessage message;

		private final byte[] bytes;

		private final List<NodeId> candidates;

		private final Consumer<Boolean> taken;

		private Sending(TopicMessage message, byte[] bytes, List<NodeId> candidates, Consumer<Boolean> taken) {
			this.message = message;
			this.bytes = bytes;
			this.candidates = candidates;
			this.taken = taken;
		}

		private void next() {
			while (!this.candidates.isEmpty()) {
				NodeId node = choose();
				this.candidates.remove(node);
				if (!node.equals(GroupSender.this.messenger.self())) {
					send(node);
					return;
				}
				if (isTakenHere()) {
					end(true);
					return;
				}
			}
			end(false);
		}

		private boolean isTakenHere() {
			try {
				return GroupSender.this.local.test(this.message);
			}
			catch (RuntimeException | Error ex) {
				release(this.bytes);
				throw ex;
			}
		}

		private NodeId choose() {
			String key = this.message.key();
			int index = Math.floorMod(GroupSender.this.turn.getAndIncrement(), this.candidates.size());
			NodeId inTurn = this.candidates.get(index);
			if (key == null) {
				return inTurn;
			}
			Placement.Item item = new Placement.Item(this.message.group() + "/" + key, 0, this.candidates, null);
			NodeId owner = new RendezvousPlacement().place(List.of(item)).get(0);
			return (owner != null) ? owner : inTurn;
		}

		private void send(NodeId node) {
			question(node).thenAccept((reply) -> {
				if (reply instanceof Reply.Answered) {
					end(true);
				}
				else if (reply instanceof Reply.Failed || reply.isUncertain()) {
					end(false);
				}
				else {
					next();
				}
			});
		}

		/** What is refused at once has been under way to nobody. */
		private CompletionStage<Reply> question(NodeId node) {
			try {
				return GroupSender.this.messenger.call(node, Lane.BULK, ADDRESS, this.bytes, TIMEOUT);
			}
			catch (RuntimeException | Error ex) {
				release(this.bytes);
				throw ex;
			}
		}

		private void end(boolean wasTaken) {
			release(this.bytes);
			this.taken.accept(wasTaken);
		}

	}

}
