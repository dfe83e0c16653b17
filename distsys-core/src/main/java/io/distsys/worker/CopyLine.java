package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Messenger;
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
 * What fills a message travels at once in one of its own: nothing waits behind it, nor
 * speaks it for anything else. What waits is bounded: a slot has one batch here at a
 * time.
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
		Waiting one = new Waiting(keep, told);
		if (keep.length >= ReplicaStore.MESSAGE_BYTES) {
			ask(List.of(one), (fates) -> told.accept(fates.isEmpty() ? Fate.UNKNOWN : fates.get(0)));
			return;
		}
		synchronized (this) {
			this.waiting.addLast(one);
		}
		pump();
	}

	private void pump() {
		List<Waiting> batch = take();
		if (!batch.isEmpty()) {
			ask(batch, (fates) -> onFates(batch, fates));
		}
	}

	/**
	 * Send a message.
	 * @param told the fate of each, once and whatever happens: nothing if nobody answers
	 */
	private void ask(List<Waiting> batch, Consumer<List<Fate>> told) {
		CompletionStage<Reply> answer;
		try {
			byte[] message = new CopyBundle(batch.stream().map(Waiting::keep).toList()).encode();
			answer = this.messenger.ask(this.to, Lane.BULK, CopyBundle.ADDRESS, message, ATTEMPT);
		}
		catch (RuntimeException | Error ex) {
			logger.error("States cannot be sent to the backup backup={} slots={} bytes={}", this.to, batch.size(),
					batch.stream().mapToInt((one) -> one.keep().length).sum(), ex);
			told.accept(List.of());
			return;
		}
		answer.thenAccept((reply) -> told.accept((reply instanceof Reply.Answered answered)
				? CopyBundle.fates(answered.payload(), batch.size()) : List.of()));
	}

	private synchronized List<Waiting> take() {
		List<Waiting> batch = new ArrayList<>();
		Waiting next = this.underWay ? null : this.waiting.peekFirst();
		int size = 0;
		while (next != null && (batch.isEmpty() || size + next.keep().length <= ReplicaStore.MESSAGE_BYTES)) {
			batch.add(this.waiting.removeFirst());
			size += next.keep().length;
			next = this.waiting.peekFirst();
		}
		this.underWay |= !batch.isEmpty();
		return batch;
	}

	private void onFates(List<Waiting> batch, List<Fate> fates) {
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
