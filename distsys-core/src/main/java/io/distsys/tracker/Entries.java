package io.distsys.tracker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.distsys.cluster.NodeId;
import io.distsys.tracker.TrackedChange.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The entries of all nodes as this one knows them. Changed under its lock, which is never
 * held for long; read without one.
 */
final class Entries {

	private final NodeId self;

	private final TrackerSettings settings;

	private final EntryIndex index = new EntryIndex();

	private final OwnEntries own;

	private final Map<NodeId, OtherEntries> others = new HashMap<>();

	private final PendingChanges pending = new PendingChanges();

	private boolean closed;

	Entries(NodeId self, TrackerSettings settings) {
		this.self = self;
		this.settings = settings;
		this.own = new OwnEntries(settings.logLength(), settings.logBytes());
	}

	EntryIndex index() {
		return this.index;
	}

	synchronized Tracked add(String key, byte[] value) {
		if (this.closed) {
			throw new IllegalStateException("This node takes no more entries, it leaves");
		}
		if (this.own.size() >= this.settings.maxEntries()) {
			throw new IllegalStateException(
					"This node has " + this.own.size() + " entries already, and no more are allowed");
		}
		Tracked entry = new Tracked(this.self, this.own.nextId(), key, value);
		this.own.put(entry);
		onPut(null, entry, Reason.NORMAL);
		return entry;
	}

	synchronized boolean change(long id, byte[] value) {
		Tracked before = this.own.find(id);
		if (before == null) {
			return false;
		}
		Tracked after = before.withValue(value);
		if (!after.equals(before)) {
			this.own.put(after);
			onPut(before, after, Reason.NORMAL);
		}
		return true;
	}

	synchronized boolean remove(long id) {
		Tracked before = this.own.remove(id);
		if (before != null) {
			onRemove(before, Reason.NORMAL);
		}
		return before != null;
	}

	/** This node leaves: it has nothing any more, and will not. */
	synchronized void close() {
		this.closed = true;
		List.copyOf(this.own.all()).forEach((entry) -> remove(entry.id()));
	}

	synchronized Edition ownEdition() {
		return this.own.edition();
	}

	synchronized Optional<List<Change>> ownSince(long version) {
		return this.own.since(version);
	}

	synchronized Copy ownCopy() {
		return new Copy(this.own.edition().version(), List.copyOf(this.own.all()));
	}

	synchronized Edition editionOf(NodeId node) {
		OtherEntries known = this.others.get(node);
		return (known != null) ? known.edition() : Edition.FIRST;
	}

	/**
	 * Go from one version of another node's entries to a later one.
	 * @param from the version before the first change
	 * @param changes one for each version
	 * @return whether it was possible: not if the version before is not known here
	 */
	synchronized boolean advance(NodeId node, long from, List<Change> changes) {
		OtherEntries known = this.others.computeIfAbsent(node, (id) -> new OtherEntries());
		long version = known.edition().version();
		if (from > version) {
			return false;
		}
		long to = from + changes.size();
		if (to > version) {
			Listener listener = new Listener(Reason.NORMAL);
			changes.subList((int) (version - from), changes.size()).forEach((change) -> known.put(change, listener));
			known.reached(to);
		}
		return true;
	}

	/** Take over all entries of another node, unless a later version is known. */
	synchronized void replace(NodeId node, long version, Map<Long, Tracked> entries) {
		OtherEntries known = this.others.computeIfAbsent(node, (id) -> new OtherEntries());
		long before = known.edition().version();
		if (version >= before) {
			known.replace(version, entries, new Listener((before == 0) ? Reason.NODE_FOUND : Reason.NORMAL));
		}
	}

	/** Another node has gone. */
	synchronized void forget(NodeId node, Reason reason) {
		OtherEntries known = this.others.remove(node);
		if (known != null) {
			known.replace(0, Map.of(), new Listener(reason));
		}
	}

	/** What was not told yet. */
	synchronized List<TrackedChange> takeChanges() {
		return this.pending.take();
	}

	/** What was not told yet, and what there is of some keys once it is told. */
	synchronized Picture picture(Set<String> keys) {
		List<TrackedChange> untold = takeChanges();
		List<TrackedChange> present = new ArrayList<>();
		for (String key : keys) {
			this.index.find(key).forEach((entry) -> present.add(new TrackedChange(null, entry, Reason.NODE_FOUND)));
		}
		return new Picture(untold, present);
	}

	synchronized int ownSize() {
		return this.own.size();
	}

	synchronized int othersSize() {
		return this.others.values().stream().mapToInt(OtherEntries::size).sum();
	}

	private void onPut(@Nullable Tracked before, Tracked after, Reason reason) {
		if (before != null && !before.key().equals(after.key())) {
			this.index.remove(before);
		}
		this.index.put(after);
		this.pending.add(after.place(), before, after, reason);
	}

	private void onRemove(Tracked before, Reason reason) {
		this.index.remove(before);
		this.pending.add(before.place(), before, null, reason);
	}

	/** All entries of this node in one version. */
	record Copy(long version, List<Tracked> entries) {

	}

	/** What some have to be told, and others, who have just come. */
	record Picture(List<TrackedChange> untold, List<TrackedChange> present) {

	}

	private final class Listener implements OtherEntries.Listener {

		private final Reason reason;

		private Listener(Reason reason) {
			this.reason = reason;
		}

		@Override
		public void onPut(@Nullable Tracked before, Tracked after) {
			Entries.this.onPut(before, after, this.reason);
		}

		@Override
		public void onRemove(Tracked before) {
			Entries.this.onRemove(before, this.reason);
		}

	}

}
