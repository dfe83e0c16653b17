package io.distsys.consensus;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.LeaderDesk.AnswerSink;
import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers of the leader to members that have not been told yet that the entry they asked
 * for is committed, and can do nothing with the answer before. That news goes to a member
 * once it has said that it has what was sent to it last; if another one was quicker, the
 * answer would be ahead of it, in a frame of its own, for whose acknowledgement the news
 * would have to wait. So it waits for the news, and both share a frame.
 * <p>
 * There are never more than the members have under way. Everything is called on the loop.
 */
final class HeldAnswers {

	private static final Logger logger = LoggerFactory.getLogger(HeldAnswers.class);

	private final MonotonicClock clock;

	private final Duration patience;

	private final Map<NodeId, Queue<Held>> held = new HashMap<>();

	/**
	 * @param patience after which an answer goes all the same: what a member says may be
	 * lost, and what it is told
	 */
	HeldAnswers(MonotonicClock clock, Duration patience) {
		this.clock = clock;
		this.patience = patience;
	}

	/** Give an answer at the end of this step, or of the one in which its time comes. */
	void add(News news, NodeId asker, LeaderAnswer answer, AnswerSink sink) {
		this.held.computeIfAbsent(asker, (key) -> new ArrayDeque<>())
			.add(new Held(news, answer, sink, this.clock.nanos()));
	}

	/**
	 * Give those that wait for nothing any more, in the order in which they came.
	 * @param current the membership of this node; those of another one go
	 */
	void release(@Nullable News current) {
		if (!this.held.isEmpty()) {
			long now = this.clock.nanos();
			this.held.entrySet().removeIf((entry) -> {
				release(entry.getKey(), entry.getValue(), current, now);
				return entry.getValue().isEmpty();
			});
		}
	}

	private void release(NodeId asker, Queue<Held> answers, @Nullable News current, long now) {
		for (Held next = answers.peek(); next != null && !waits(next, asker, current, now); next = answers.peek()) {
			answers.remove();
			give(asker, next);
		}
	}

	/** One that cannot be given must not hold up those behind it. */
	private static void give(NodeId asker, Held held) {
		try {
			held.sink().accept(held.answer());
		}
		catch (RuntimeException ex) {
			logger.warn("An answer of the leader could not be given asker={} index={}", asker, held.answer().index(),
					ex);
		}
	}

	private boolean waits(Held next, NodeId asker, @Nullable News current, long now) {
		return next.news() == current && now - next.sinceNanos() < this.patience.toNanos()
				&& next.news().keepsFrom(asker, next.answer().index());
	}

	/** What a leader tells the members of its group. */
	@FunctionalInterface
	interface News {

		/**
		 * Whether a node has been sent nothing yet after which it may apply an entry, and
		 * will be.
		 */
		boolean keepsFrom(NodeId node, long index);

	}

	private record Held(News news, LeaderAnswer answer, AnswerSink sink, long sinceNanos) {

	}

}
