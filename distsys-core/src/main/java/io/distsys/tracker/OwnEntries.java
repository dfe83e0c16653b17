package io.distsys.tracker;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The entries of this node, and how the last versions of them differ. Each change makes
 * the next version. Guarded by its owner.
 */
final class OwnEntries {

	private final Map<Long, Tracked> entries = new LinkedHashMap<>();

	private final Deque<Change> log = new ArrayDeque<>();

	private final int logLength;

	private final long logBytes;

	/** What is in the log. */
	private long bytes;

	private long version;

	private long fingerprint;

	private long lastId;

	/**
	 * @param logLength how many of the last changes are known one by one, at most
	 * @param logBytes how many bytes these take, at most
	 */
	OwnEntries(int logLength, long logBytes) {
		this.logLength = logLength;
		this.logBytes = logBytes;
	}

	long nextId() {
		return ++this.lastId;
	}

	@Nullable Tracked find(long id) {
		return this.entries.get(id);
	}

	Collection<Tracked> all() {
		return Collections.unmodifiableCollection(this.entries.values());
	}

	int size() {
		return this.entries.size();
	}

	Edition edition() {
		return new Edition(this.version, this.fingerprint);
	}

	/** Returns what was in the place of the entry before. */
	@Nullable Tracked put(Tracked entry) {
		Tracked before = this.entries.put(entry.id(), entry);
		this.fingerprint += entry.fingerprint() - ((before != null) ? before.fingerprint() : 0);
		log(new Change(entry.id(), entry));
		return before;
	}

	@Nullable Tracked remove(long id) {
		Tracked before = this.entries.remove(id);
		if (before != null) {
			this.fingerprint -= before.fingerprint();
			log(new Change(id, null));
		}
		return before;
	}

	private void log(Change change) {
		this.version++;
		this.log.addLast(change);
		this.bytes += change.size();
		while (this.log.size() > this.logLength || this.bytes > this.logBytes) {
			this.bytes -= this.log.removeFirst().size();
		}
	}

	/**
	 * The changes from a version to the present one.
	 * @return empty if they are not all known any more, or the version never was
	 */
	Optional<List<Change>> since(long known) {
		long missing = this.version - known;
		if (missing < 0 || missing > this.log.size()) {
			return Optional.empty();
		}
		Deque<Change> changes = new ArrayDeque<>();
		Iterator<Change> backwards = this.log.descendingIterator();
		for (long i = 0; i < missing; i++) {
			changes.addFirst(backwards.next());
		}
		return Optional.of(List.copyOf(changes));
	}

}
