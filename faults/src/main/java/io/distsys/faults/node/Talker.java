package io.distsys.faults.node;

import java.util.Map;
import java.util.TreeMap;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.messaging.EnvelopeMessenger;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessagingStatistics;
import io.distsys.pubsub.ClusterListener;
import io.distsys.pubsub.TopicStatistics;
import io.distsys.pubsub.Topics;

import org.springframework.scheduling.annotation.Scheduled;

/**
 * Says numbers to the others, some with so much behind them that they travel in parts,
 * and records what it hears of theirs. {@link EventKind#INVOKED} is a number said, with
 * how many nodes it was handed over to; {@link EventKind#RETURNED} a number heard, with
 * who said it.
 */
class Talker {

	private static final int LARGE_EVERY = 40;

	private static final byte[] LARGE = new byte[700 * 1024];

	private static final byte[] SMALL = new byte[0];

	private final Topics topics;

	private final EnvelopeMessenger messenger;

	private final HistoryWriter history;

	private final String process;

	private long said;

	Talker(Topics topics, EnvelopeMessenger messenger, HistoryWriter history, NodeProperties properties) {
		this.topics = topics;
		this.messenger = messenger;
		this.history = history;
		this.process = properties.node() + "#" + properties.life();
	}

	@Scheduled(fixedDelay = 25)
	void say() {
		long number = ++this.said;
		long from = System.nanoTime();
		int nodes = this.topics.publishToOthers(Words.TALK,
				new Said(this.process, number, (number % LARGE_EVERY == 0) ? LARGE : SMALL));
		this.history.record(from, System.nanoTime(), EventKind.INVOKED, Words.TALK, number, Integer.toString(nodes));
	}

	@ClusterListener(topics = Words.TALK)
	void hear(Said said) {
		this.history.record(EventKind.RETURNED, Words.TALK, said.number(), said.process());
	}

	@Scheduled(fixedDelay = 200)
	void count() {
		long from = System.nanoTime();
		MessagingStatistics.Losses losses = this.messenger.statistics().lossesOn(Lane.BULK);
		Map<String, Long> counts = new TreeMap<>();
		counts.put("lost", losses.lost());
		counts.put("uncertain", losses.uncertain());
		counts.put("givenUp", losses.givenUp());
		counts.put("dropped", dropped());
		this.history.record(from, System.nanoTime(), EventKind.INVOKED, Words.COUNTS, 0, counts.toString());
	}

	private long dropped() {
		return this.topics.statistics()
			.stream()
			.flatMap((topic) -> topic.subscribers().stream())
			.mapToLong(TopicStatistics.SubscriberStatistics::dropped)
			.sum();
	}

	/**
	 * A message.
	 *
	 * @param process who says it
	 * @param number counts what it says
	 * @param padding makes it large
	 */
	record Said(String process, long number, byte[] padding) {

	}

}
