package io.distsys.worker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The copies of the states of one slot on this node, be it the owner, the backup, or one
 * that was. It promises to take nothing under an older grant than the latest that it has
 * heard of, so whoever has collected here under a grant has seen all that will ever be
 * acknowledged under earlier ones. Of each worker it keeps the newest state.
 */
final class SlotReplica {

	private final Map<String, StateCopy> copies = new HashMap<>();

	private long promised = Long.MIN_VALUE;

	/**
	 * Keep states.
	 * @return {@code false} if the grant is an older one than promised: nothing was kept
	 */
	synchronized boolean keep(long token, Collection<StateCopy> kept) {
		if (!promise(token)) {
			return false;
		}
		kept.forEach((copy) -> this.copies.merge(copy.key(), copy,
				(one, other) -> (one.version().compareTo(other.version()) >= 0) ? one : other));
		return true;
	}

	/**
	 * Take nothing of earlier grants from now on.
	 * @return {@code false} if this one is an earlier one itself
	 */
	synchronized boolean promise(long token) {
		if (token < this.promised) {
			return false;
		}
		this.promised = token;
		return true;
	}

	/**
	 * Promise, and tell what is newer.
	 * @return as much as fits, or empty if the grant is an older one than promised
	 */
	synchronized Optional<ReplicaMessage.Collected> collect(long token, Map<String, StateVersion> known, int bytes) {
		if (!promise(token)) {
			return Optional.empty();
		}
		List<StateCopy> newer = new ArrayList<>();
		int size = 0;
		for (StateCopy copy : this.copies.values()) {
			StateVersion version = known.get(copy.key());
			if (version == null || version.compareTo(copy.version()) < 0) {
				if (size > 0 && size + copy.size() > bytes) {
					return Optional.of(new ReplicaMessage.Collected(newer, true));
				}
				newer.add(copy);
				size += copy.size();
			}
		}
		return Optional.of(new ReplicaMessage.Collected(newer, false));
	}

	/** Forget all states, not the promise. */
	synchronized void forget(long token) {
		if (promise(token)) {
			this.copies.clear();
		}
	}

	synchronized Optional<StateCopy> find(String key) {
		return Optional.ofNullable(this.copies.get(key));
	}

	synchronized List<StateCopy> all() {
		return List.copyOf(this.copies.values());
	}

	synchronized Map<String, StateVersion> versions() {
		Map<String, StateVersion> versions = new HashMap<>();
		this.copies.forEach((key, copy) -> versions.put(key, copy.version()));
		return versions;
	}

	synchronized int size() {
		return this.copies.size();
	}

}
