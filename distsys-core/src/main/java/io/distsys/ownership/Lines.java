package io.distsys.ownership;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The part of the table in which requests stand in line: whoever comes first gets the
 * resource, the others wait in order, and when the holder gives it up or its session ends
 * the next one has it by the same entry of the log. Sorted, because what becomes free by
 * one entry is granted, with tokens, in the same order on every node.
 */
final class Lines {

	private final Map<ResourceKey, Line> lines = new ConcurrentSkipListMap<>();

	private final OwnedRows rows;

	private final Function<SessionId, @Nullable Session> sessions;

	/**
	 * Create it.
	 * @param rows where what is granted stands
	 * @param sessions finds a session that is open
	 */
	Lines(OwnedRows rows, Function<SessionId, @Nullable Session> sessions) {
		this.rows = rows;
		this.sessions = sessions;
	}

	@Nullable Line find(ResourceKey key) {
		return this.lines.get(key);
	}

	Map<ResourceKey, Line> all() {
		return this.lines;
	}

	void restore(ResourceKey key, Line line) {
		this.lines.put(key, line);
	}

	void clear() {
		this.lines.clear();
	}

	Entry enter(Command.Enter enter) {
		Session session = this.sessions.apply(enter.waiter().session());
		if (session == null) {
			return Entry.NO_SESSION;
		}
		ResourceKey key = enter.key();
		Line line = this.lines.get(key);
		if (line != null && line.holder().equals(enter.waiter())) {
			return Entry.GRANTED;
		}
		if (line != null && line.waiting().contains(enter.waiter())) {
			return Entry.IN_LINE;
		}
		if (session.draining()) {
			return Entry.DRAINING;
		}
		if (line == null) {
			return begin(enter);
		}
		if (line.waiting().size() >= enter.mostWaiting()) {
			return Entry.FULL;
		}
		this.lines.put(key, line.followedBy(enter.waiter()));
		this.rows.changed(key);
		return Entry.IN_LINE;
	}

	private Entry begin(Command.Enter enter) {
		if (this.rows.find(enter.key()) != null) {
			// Owned in another way than by a line.
			return Entry.FULL;
		}
		this.lines.put(enter.key(), new Line(enter.waiter(), List.of()));
		grant(enter.key(), enter.waiter());
		return Entry.GRANTED;
	}

	/** Whether this ended the request. */
	boolean leave(Command.Leave leave) {
		Line line = this.lines.get(leave.key());
		if (line == null) {
			return false;
		}
		if (line.holder().equals(leave.waiter())) {
			advance(leave.key(), line);
			return true;
		}
		return remove(leave.key(), line, leave.waiter()::equals);
	}

	private boolean remove(ResourceKey key, Line line, Predicate<Waiter> gone) {
		Line shorter = line.without(gone);
		if (shorter.waiting().size() == line.waiting().size()) {
			return false;
		}
		this.lines.put(key, shorter);
		this.rows.changed(key);
		return true;
	}

	private void advance(ResourceKey key, Line line) {
		if (line.waiting().isEmpty()) {
			this.lines.remove(key);
			this.rows.put(key, null);
			return;
		}
		Line next = line.advanced();
		this.lines.put(key, next);
		grant(key, next.holder());
	}

	private void grant(ResourceKey key, Waiter to) {
		this.rows.grant(key, to.session(), null, Ownership.State.ACTIVE, Map.of());
	}

	/** The session has ended: its requests are gone before anything is granted. */
	void end(SessionId session) {
		this.lines.forEach((key, line) -> remove(key, line, (waiter) -> waiter.session().equals(session)));
		this.lines.forEach((key, line) -> {
			if (line.holder().session().equals(session)) {
				advance(key, line);
			}
		});
	}

	/**
	 * The node leaves: it waits for nothing more. What it holds it gives up itself, when
	 * its code has stopped.
	 */
	void drain(SessionId session) {
		this.lines.forEach((key, line) -> {
			boolean waited = remove(key, line, (waiter) -> waiter.session().equals(session));
			if (!waited && line.holder().session().equals(session)) {
				this.rows.changed(key);
			}
		});
	}

	/** What came of a request. */
	enum Entry {

		/** It has the resource. */
		GRANTED,

		/** It waits. */
		IN_LINE,

		/** It may not wait: the line is as long as it accepts, or it would not wait. */
		FULL,

		/** Its node leaves. */
		DRAINING,

		/** Its session has ended. */
		NO_SESSION;

		private static final Entry[] ALL = values();

		byte[] result() {
			return new byte[] { (byte) ordinal() };
		}

		static Entry of(byte[] result) {
			return ALL[result[0]];
		}

	}

}
