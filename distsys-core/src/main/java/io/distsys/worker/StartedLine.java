package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.time.EventLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one other node which workers are to run. One message is under way at a time,
 * meanwhile the next one fills; of each worker only the newest word waits. What was not
 * answered is sent again for as long as the node is there, but nobody waits for it longer
 * than {@link #ATTEMPT}.
 */
final class StartedLine {

	static final Duration ATTEMPT = Duration.ofSeconds(1);

	private static final Duration PAUSE = Duration.ofMillis(100);

	private static final int MOST = 4_000;

	/** How much one message carries, unless a single word is larger. */
	private static final int MESSAGE_BYTES = 256 * 1024;

	private static final Logger logger = LoggerFactory.getLogger(StartedLine.class);

	private final NodeId to;

	private final Messenger messenger;

	private final EventLoop loop;

	private final Predicate<NodeId> isThere;

	private Map<Id, Unsent> waiting = new LinkedHashMap<>();

	private boolean busy;

	/**
	 * @param isThere whether a node takes part as far as is known
	 */
	StartedLine(NodeId to, Messenger messenger, EventLoop loop, Predicate<NodeId> isThere) {
		this.to = to;
		this.messenger = messenger;
		this.loop = loop;
		this.isThere = isThere;
	}

	/**
	 * Tell these.
	 * @return completes with whether they have arrived, at the latest when one attempt to
	 * send them has failed
	 */
	CompletableFuture<Boolean> tell(Collection<StartedMessage.Item> words) {
		Told told = new Told(words.size());
		synchronized (this) {
			words.forEach((item) -> this.waiting.merge(Id.of(item), new Unsent(item, List.of(told)), Unsent::with));
		}
		pump();
		return told.done;
	}

	private void pump() {
		List<Unsent> batch = new ArrayList<>();
		synchronized (this) {
			if (this.busy || this.waiting.isEmpty()) {
				return;
			}
			this.busy = true;
			Iterator<Unsent> unsent = this.waiting.values().iterator();
			int size = 0;
			while (unsent.hasNext() && batch.size() < MOST && size < MESSAGE_BYTES) {
				Unsent next = unsent.next();
				size += next.item().size();
				batch.add(next);
				unsent.remove();
			}
		}
		send(batch);
	}

	private void send(List<Unsent> batch) {
		try {
			byte[] message = new StartedMessage(batch.stream().map(Unsent::item).toList()).encode();
			this.messenger.call(this.to, Lane.BULK, StartedMessage.ADDRESS, message, ATTEMPT)
				.thenAccept((reply) -> onReply(batch, reply));
		}
		catch (IllegalArgumentException ex) {
			logger.warn("Node {} cannot be told which workers are to run words={}", this.to, batch.size(), ex);
			batch.forEach((unsent) -> unsent.tellOf(false));
			this.loop.execute(this::goOn);
		}
	}

	private void onReply(List<Unsent> batch, Reply reply) {
		boolean arrived = reply instanceof Reply.Answered;
		boolean inVain = reply instanceof Reply.Refused refused && refused.refusal() == Refusal.NO_SUCH_ADDRESS;
		Set<String> unknown = (reply instanceof Reply.Answered answered)
				? StartedAnswer.decode(answered.payload()).unknown() : Set.of();
		boolean again = !arrived && !inVain && this.isThere.test(this.to);
		batch.forEach((unsent) -> unsent.tellOf(arrived && !unknown.contains(unsent.item().slot().type())));
		if (!again) {
			goOn();
			return;
		}
		synchronized (this) {
			Map<Id, Unsent> all = new LinkedHashMap<>();
			batch.forEach((unsent) -> all.put(Id.of(unsent.item()), new Unsent(unsent.item(), List.of())));
			this.waiting.forEach((id, later) -> all.merge(id, later, Unsent::with));
			this.waiting = all;
		}
		this.loop.schedule(PAUSE, this::goOn);
	}

	private void goOn() {
		synchronized (this) {
			this.busy = false;
		}
		pump();
	}

	/** The node has gone: nobody waits for it any more. */
	void close() {
		List<Unsent> left;
		synchronized (this) {
			left = List.copyOf(this.waiting.values());
			this.waiting.clear();
		}
		left.forEach((unsent) -> unsent.tellOf(false));
	}

	/** Names a worker. */
	private record Id(StartedMessage.Slot slot, String key) {

		static Id of(StartedMessage.Item item) {
			return new Id(item.slot(), item.word().key());
		}

	}

	/**
	 * A word that waits.
	 *
	 * @param item the newest one about the worker
	 * @param told who waits for it
	 */
	private record Unsent(StartedMessage.Item item, List<Told> told) {

		Unsent with(Unsent later) {
			List<Told> all = new ArrayList<>(this.told);
			all.addAll(later.told);
			return new Unsent(this.item.word().beats(later.item.word()) ? this.item : later.item, all);
		}

		void tellOf(boolean arrived) {
			this.told.forEach((one) -> one.count(arrived));
		}

	}

	/** Counts the words that somebody waits for. */
	private static final class Told {

		private final CompletableFuture<Boolean> done = new CompletableFuture<>();

		private int left;

		private boolean all = true;

		private Told(int count) {
			this.left = count;
			if (count == 0) {
				this.done.complete(true);
			}
		}

		private void count(boolean arrived) {
			boolean last;
			boolean arrivedAll;
			synchronized (this) {
				this.left--;
				this.all &= arrived;
				last = this.left == 0;
				arrivedAll = this.all;
			}
			if (last) {
				this.done.complete(arrivedAll);
			}
		}

	}

}
