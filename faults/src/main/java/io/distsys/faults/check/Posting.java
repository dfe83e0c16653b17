package io.distsys.faults.check;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.node.Sentries;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of one sentry, and what was answered. It is started once, by one
 * process, and stopped once at the most, by the same one after the start was answered.
 */
final class Posting {

	private final Request start = new Request();

	private final Request stop = new Request();

	private Posting() {
	}

	/**
	 * Read what was asked of all of them.
	 * @param events a history
	 * @return by their keys
	 */
	static Map<String, Posting> of(Collection<Event> events) {
		Map<String, Posting> postings = new TreeMap<>();
		for (Event event : events) {
			if (event.resource().startsWith(Sentries.RESOURCE)) {
				Posting posting = postings.computeIfAbsent(key(event), (key) -> new Posting());
				if (event.detail().startsWith(Sentries.START)) {
					posting.start.learn(event);
				}
				else if (event.detail().startsWith(Sentries.STOP)) {
					posting.stop.learn(event);
				}
			}
		}
		return postings;
	}

	static String key(Event event) {
		return event.resource().substring(Sentries.RESOURCE.length());
	}

	/**
	 * Whether it has to run all the time between two instants: by what was answered
	 * before the first one, and was not asked before the second one.
	 * @param from the first instant
	 * @param to the second instant
	 * @return its duty
	 */
	Duty duty(long from, long to) {
		if (!this.start.isAskedBy(to) || this.start.is(EventKind.FAILED) || this.stop.isDoneBy(from)) {
			return Duty.REST;
		}
		boolean stays = !this.stop.isAskedBy(to) || this.stop.is(EventKind.FAILED);
		return (stays && this.start.isDoneBy(from)) ? Duty.RUN : Duty.EITHER;
	}

	boolean wasAskedBefore(long instant) {
		return this.start.isAskedBy(instant);
	}

	/** Whether an answer has said that the start had no effect. */
	boolean wasNeverStarted() {
		return this.start.is(EventKind.FAILED);
	}

	boolean wasStoppedBefore(long instant) {
		return this.stop.isDoneBy(instant);
	}

	/** Whether the answer to the stop has said that there is no such worker. */
	boolean wasUnknownAtItsStop() {
		Event answer = this.stop.answer;
		return this.start.is(EventKind.RETURNED) && answer != null && answer.kind() == EventKind.RETURNED
				&& answer.detail().endsWith("NotRunning");
	}

	/** When the stop was answered; it must have been. */
	long stopAnswered() {
		return Objects.requireNonNull(this.stop.answer).at();
	}

	/** What a sentry has to do. */
	enum Duty {

		/** It was started, and nobody has tried to stop it. */
		RUN,

		/** It was not started, or it was stopped. */
		REST,

		/** It is being started or stopped, or it is not known what came of that. */
		EITHER

	}

	/** A question and its answer. */
	private static final class Request {

		private @Nullable Event question;

		private @Nullable Event answer;

		private void learn(Event event) {
			if (event.kind() == EventKind.INVOKED) {
				this.question = event;
			}
			else {
				this.answer = event;
			}
		}

		private boolean isAskedBy(long instant) {
			return this.question != null && this.question.from() <= instant;
		}

		private boolean isDoneBy(long instant) {
			return this.answer != null && this.answer.kind() == EventKind.RETURNED && this.answer.at() <= instant;
		}

		private boolean is(EventKind kind) {
			return this.answer != null && this.answer.kind() == kind;
		}

	}

}
