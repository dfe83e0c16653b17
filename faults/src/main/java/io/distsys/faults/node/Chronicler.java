package io.distsys.faults.node;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.pubsub.DeadLetter;
import io.distsys.pubsub.ReliableListener;
import io.distsys.pubsub.ReliableTopics;
import io.distsys.pubsub.ReplayOptions;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Writes numbers on a reliable topic, and reads from its beginning what all have written.
 * {@link EventKind#INVOKED} is a number written, {@link EventKind#RETURNED} one of which
 * it was told that it is stored, or one that it has read, with who wrote it;
 * {@link EventKind#LOST} a gap of which it was told, with how many are missing;
 * {@link EventKind#FAILED} a dead letter.
 */
class Chronicler implements ReliableListener<Chronicler.Entry> {

	/** One in so many cannot be read. */
	private static final int UNREADABLE_EVERY = 50;

	private final ReliableTopics topics;

	private final HistoryWriter history;

	private final String process;

	private long written;

	Chronicler(ReliableTopics topics, HistoryWriter history, NodeProperties properties) {
		this.topics = topics;
		this.history = history;
		this.process = properties.node() + "#" + properties.life();
	}

	@EventListener(ApplicationReadyEvent.class)
	void read() {
		this.topics.subscribe(Words.CHRONICLE, Entry.class, this, ReplayOptions.earliest().named("chronicler"));
	}

	@Scheduled(fixedDelay = 50)
	void write() {
		long number = ++this.written;
		this.history.record(EventKind.INVOKED, Words.CHRONICLE, number, "");
		this.topics.publish(Words.CHRONICLE, new Entry(this.process, number))
			.whenComplete((position, failure) -> this.history.record(
					(failure == null) ? EventKind.RETURNED : EventKind.UNKNOWN, Words.CHRONICLE, number,
					(failure == null) ? "at " + position : failure.toString()));
	}

	@Override
	public void onMessage(Entry entry, Origin origin) {
		if (entry.number() % UNREADABLE_EVERY == 0) {
			throw new IllegalStateException(entry + " cannot be read");
		}
		this.history.record(EventKind.RETURNED, Words.CHRONICLE_READ, entry.number(), entry.process());
	}

	@Override
	public void onGap(long lost) {
		this.history.record(EventKind.LOST, Words.CHRONICLE_READ, lost, "");
	}

	@EventListener
	void giveUp(DeadLetter letter) {
		if (letter.message() instanceof Entry entry) {
			this.history.record(EventKind.FAILED, Words.CHRONICLE_READ, entry.number(), entry.process());
		}
	}

	/**
	 * A message.
	 *
	 * @param process who has written it
	 * @param number counts what it has written
	 */
	record Entry(String process, long number) {

	}

}
