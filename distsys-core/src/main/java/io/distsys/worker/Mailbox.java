package io.distsys.worker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** What waits for one worker, in order, with its bound. Not thread-safe. */
final class Mailbox {

	private final WorkerLimits limits;

	private final Deque<Mail> mails = new ArrayDeque<>(2);

	private @Nullable WaitingLine line;

	Mailbox(WorkerLimits limits) {
		this.limits = limits;
	}

	boolean isEmpty() {
		return this.mails.isEmpty();
	}

	/** Whether calls wait until there is room. */
	boolean hasLine() {
		WaitingLine waiting = this.line;
		return waiting != null && !waiting.isEmpty();
	}

	int size() {
		WaitingLine waiting = this.line;
		return this.mails.size() + ((waiting != null) ? waiting.size() : 0);
	}

	/**
	 * Whether nothing more is taken.
	 * @param unconfirmed calls that count as waiting though they have run
	 */
	boolean isFull(int unconfirmed) {
		return this.mails.size() + unconfirmed >= this.limits.mailboxCapacity();
	}

	/** Put a call in, or do with it as the policy says. */
	Offered offer(WorkerCall call, int unconfirmed, long now) {
		if (hasLine() || isFull(unconfirmed)) {
			return overflow(call, now);
		}
		this.mails.addLast(call);
		return Offered.IN;
	}

	/** Put a call in behind all that waits, whatever the bound. */
	Offered offerBehindAll(WorkerCall call) {
		WaitingLine waiting = this.line;
		if (waiting != null && !waiting.isEmpty()) {
			waiting.addLast(call);
			return new Offered(Place.LINE, List.of());
		}
		this.mails.addLast(call);
		return Offered.IN;
	}

	private Offered overflow(WorkerCall call, long now) {
		switch (this.limits.overflow()) {
			case REJECT -> {
				return Offered.NOT;
			}
			case DROP_OLDEST -> {
				WorkerCall oldest = dropOldest();
				if (oldest == null) {
					return Offered.NOT;
				}
				this.mails.addLast(call);
				return new Offered(Place.MAILBOX, List.of(oldest));
			}
			case BLOCK -> {
				WaitingLine waiting = (this.line != null) ? this.line : new WaitingLine(this.limits.mailboxCapacity());
				this.line = waiting;
				List<WorkerCall> late = new ArrayList<>();
				return new Offered(waiting.add(call, now, late) ? Place.LINE : Place.NOWHERE, late);
			}
		}
		throw new IllegalStateException("No policy: " + this.limits.overflow());
	}

	/** Take the call out again that was put in last. */
	void takeBack(Place place) {
		WaitingLine waiting = this.line;
		if (place == Place.MAILBOX) {
			removeLast();
		}
		else if (place == Place.LINE && waiting != null) {
			waiting.removeLast();
		}
	}

	/**
	 * Let those in line in for whom there is room.
	 * @return the calls that wait in the mailbox now
	 */
	List<WorkerCall> refill(int unconfirmed) {
		WaitingLine waiting = this.line;
		if (waiting == null) {
			return List.of();
		}
		List<WorkerCall> moved = new ArrayList<>();
		WorkerCall next = isFull(unconfirmed) ? null : waiting.poll();
		while (next != null) {
			this.mails.addLast(next);
			moved.add(next);
			next = isFull(unconfirmed) ? null : waiting.poll();
		}
		if (waiting.isEmpty()) {
			this.line = null;
		}
		return moved;
	}

	void add(Mail mail) {
		this.mails.addLast(mail);
	}

	void putBack(Mail mail) {
		this.mails.addFirst(mail);
	}

	void removeLast() {
		this.mails.removeLast();
	}

	@Nullable Mail poll() {
		return this.mails.pollFirst();
	}

	/** Take out the call that has waited longest; what supervises is not dropped. */
	@Nullable WorkerCall dropOldest() {
		Iterator<Mail> waiting = this.mails.iterator();
		while (waiting.hasNext()) {
			if (waiting.next() instanceof WorkerCall call && call.mayBeDropped()) {
				waiting.remove();
				return call;
			}
		}
		return null;
	}

	/** Whether a request to stop waits, also in the line. */
	boolean hasStop() {
		WaitingLine waiting = this.line;
		return this.mails.stream().anyMatch(Mailbox::stops) || (waiting != null && waiting.hasStop());
	}

	/**
	 * Take out what waits before the first request to stop, also in the line.
	 * @return {@literal null} if there is no such request
	 */
	@Nullable List<Mail> takeUntilStop() {
		if (!hasStop()) {
			return null;
		}
		List<Mail> before = new ArrayList<>();
		Mail next = pollAny();
		while (next != null && !stops(next)) {
			before.add(next);
			next = pollAny();
		}
		if (next != null) {
			this.mails.addFirst(next);
		}
		return before;
	}

	private @Nullable Mail pollAny() {
		Mail next = this.mails.pollFirst();
		WaitingLine waiting = this.line;
		return (next == null && waiting != null) ? waiting.poll() : next;
	}

	private static boolean stops(Mail mail) {
		return mail instanceof WorkerCall call && call.isStop();
	}

	List<Mail> clear() {
		List<Mail> all = new ArrayList<>(this.mails);
		this.mails.clear();
		WaitingLine waiting = this.line;
		if (waiting != null) {
			all.addAll(waiting.clear());
			this.line = null;
		}
		return all;
	}

	/** Where a call waits. */
	enum Place {

		/** In the mailbox: it will be run, unless it is late by then. */
		MAILBOX,

		/** In the line, until the mailbox has room. */
		LINE,

		/** It is not taken. */
		NOWHERE

	}

	/**
	 * What became of a call.
	 *
	 * @param place where it waits
	 * @param givenUp calls that do not wait any more
	 */
	record Offered(Place place, List<WorkerCall> givenUp) {

		private static final Offered IN = new Offered(Place.MAILBOX, List.of());

		private static final Offered NOT = new Offered(Place.NOWHERE, List.of());

	}

}
