package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.worker.CopyBundle.Fate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the copies of all slots of this node to one other node. One message is under way
 * at a time; what comes meanwhile, of whichever slots, travels in the next one. So what
 * many starts and calls wait for costs one message and one answer, as in the group commit
 * of databases (DeWitt and others, 1984), and one that comes alone waits for nothing.
 * <p>
 * Copies need no order. A message that is not answered speaks for what waits behind it,
 * too: all of it is told so at once, and goes elsewhere rather than wait in its turn.
 * What waits is bounded: a slot has one batch here at a time.
 * <p>
 * <b>Threads:</b> whoever finds nothing under way sends, the next message is sent on the
 * loop. What has become of copies is told on the thread on which the answer arrives, or
 * of which there is none on the one that has sent.
 */
final class CopyLine {

	private static final Duration ATTEMPT = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(CopyLine.class);

	private final NodeId to;

	private final Messenger messenger;

	private final Executor loop;

	private final Deque<Waiting> waiting = new ArrayDeque<>();

	private boolean underWay;

	CopyLine(NodeId to, Messenger messenger, Executor loop) {
		this.to = to;
		this.messenger = messenger;
		this.loop = loop;
	}

	/**
	 * Have a message of one slot taken there.
	 * @param keep the encoded message
	 * @param told what has become of it, once and always
	 */
	void send(byte[] keep, Consumer<Fate> told) {
		synchronized (this) {
			this.waiting.addLast(new Waiting(keep, told));
		}
		pump();
	}

	private void pump() {
		List<Waiting> batch = take();
		if (batch.isEmpty()) {
			return;
		}
		byte[] message = new CopyBundle(batch.stream().map(Waiting::keep).toList()).encode();
		try {
			this.messenger.ask(this.to, Lane.BULK, CopyBundle.ADDRESS, message, ATTEMPT)
				.thenAccept((reply) -> onReply(batch, reply));
		}
		catch (IllegalArgumentException ex) {
			logger.error("States cannot be sent to the backup backup={} bytes={}", this.to, message.length, ex);
			onReply(batch, new Reply.Refused(Refusal.TOO_LARGE, new byte[0]));
		}
	}

	private synchronized List<Waiting> take() {
		List<Waiting> batch = new ArrayList<>();
		int size = 0;
		while (!this.underWay && !this.waiting.isEmpty() && size < ReplicaStore.MESSAGE_BYTES) {
			Waiting next = this.waiting.removeFirst();
			batch.add(next);
			size += next.keep().length;
		}
		this.underWay |= !batch.isEmpty();
		return batch;
	}

	private void onReply(List<Waiting> batch, Reply reply) {
		List<Fate> fates = (reply instanceof Reply.Answered answered)
				? CopyBundle.fates(answered.payload(), batch.size()) : List.of();
		List<Waiting> inVain = new ArrayList<>();
		boolean more;
		synchronized (this) {
			this.underWay = false;
			if (fates.isEmpty()) {
				inVain.addAll(batch);
				inVain.addAll(this.waiting);
				this.waiting.clear();
			}
			more = !this.waiting.isEmpty();
		}
		for (int i = 0; i < fates.size(); i++) {
			batch.get(i).told().accept(fates.get(i));
		}
		inVain.forEach((one) -> one.told().accept(Fate.UNKNOWN));
		if (more) {
			this.loop.execute(this::pump);
		}
	}

	/** The message of one slot, and who is to hear of it. */
	private record Waiting(byte[] keep, Consumer<Fate> told) {

	}

}
