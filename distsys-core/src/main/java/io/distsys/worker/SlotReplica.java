package io.distsys.worker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What this node keeps of the workers of one slot, be it the owner, the backup, or one
 * that was. It promises to take nothing under an older grant than the latest that it has
 * heard of, so whoever has collected here under a grant has seen all that will ever be
 * acknowledged under earlier ones. Of each worker it keeps what is newest.
 * <p>
 * Every now and then an owner that has everything gives all of it new versions. What is
 * older than that, wherever it is found later, was replaced or ended: so what says that a
 * worker was stopped need not be kept for ever.
 */
final class SlotReplica {

	private final Map<String, StateCopy> copies = new HashMap<>();

	private long promised = Long.MIN_VALUE;

	private StateVersion floor = StateVersion.NONE;

	private int ended;

	/**
	 * Keep what is newer than what is here.
	 * @param token the grant under which it was said
	 * @param kept what is to be kept
	 * @param complete the version below which nothing counts any more, or {@literal null}
	 * if nothing is said of that
	 * @return {@code false} if the grant is an older one than promised: nothing was kept
	 */
	synchronized boolean keep(long token, Collection<StateCopy> kept, @Nullable StateVersion complete) {
		if (!promise(token)) {
			return false;
		}
		kept.forEach(this::merge);
		if (complete != null) {
			raise(complete);
		}
		return true;
	}

	private void merge(StateCopy copy) {
		StateCopy known = this.copies.get(copy.key());
		if (copy.version().compareTo(this.floor) >= 0
				&& (known == null || known.version().compareTo(copy.version()) < 0)) {
			this.copies.put(copy.key(), copy);
			this.ended += (copy.isEnded() ? 1 : 0) - ((known != null && known.isEnded()) ? 1 : 0);
		}
	}

	private void raise(StateVersion complete) {
		if (this.floor.compareTo(complete) < 0) {
			this.floor = complete;
			this.copies.values().removeIf((copy) -> copy.version().compareTo(complete) < 0);
			this.ended = (int) this.copies.values().stream().filter(StateCopy::isEnded).count();
		}
	}

	/**
	 * Give all that is kept new versions, which follow one another. Called by an owner
	 * that has everything.
	 * @param first the first of the new versions; what is older than this does not count
	 * any more
	 * @return how many versions were given, or -1 if there was nothing here at all
	 */
	synchronized int renew(StateVersion first) {
		if (this.copies.isEmpty() && this.floor.equals(StateVersion.NONE)) {
			return -1;
		}
		long number = first.number();
		for (StateCopy copy : List.copyOf(this.copies.values())) {
			if (!copy.isEnded()) {
				this.copies.put(copy.key(), copy.withVersion(new StateVersion(first.token(), number++)));
			}
		}
		raise(first);
		return (int) (number - first.number());
	}

	/** Whether more is kept of workers that were stopped than of those that run. */
	synchronized boolean isWorthRenewing(int atLeast) {
		return this.ended >= atLeast && this.ended * 2 > this.copies.size();
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
	 * @param known what the asking one has
	 * @param from the version below which nothing counts there: it would not keep it, and
	 * ask for it for ever
	 * @return as much as fits, or empty if the grant is an older one than promised
	 */
	synchronized Optional<ReplicaMessage.Collected> collect(long token, Map<String, StateVersion> known,
			StateVersion from, int bytes) {
		if (!promise(token)) {
			return Optional.empty();
		}
		List<StateCopy> newer = new ArrayList<>();
		int size = 0;
		for (StateCopy copy : this.copies.values()) {
			StateVersion version = known.get(copy.key());
			if (copy.version().compareTo(from) >= 0 && (version == null || version.compareTo(copy.version()) < 0)) {
				if (size > 0 && size + copy.size() > bytes) {
					return Optional.of(new ReplicaMessage.Collected(newer, true, StateVersion.NONE));
				}
				newer.add(copy);
				size += copy.size();
			}
		}
		return Optional.of(new ReplicaMessage.Collected(newer, false, this.floor));
	}

	/** The version below which nothing counts here. */
	synchronized StateVersion floor() {
		return this.floor;
	}

	/** Forget all that is kept, not the promise: others have it, under this grant. */
	synchronized void forget(long token) {
		if (promise(token)) {
			raise(new StateVersion(token, 0));
			this.copies.clear();
			this.ended = 0;
		}
	}

	synchronized Optional<StateCopy> find(String key) {
		return Optional.ofNullable(this.copies.get(key)).filter((copy) -> !copy.isEnded());
	}

	/** What is kept, with what says that a worker was stopped. */
	synchronized List<StateCopy> all() {
		return List.copyOf(this.copies.values());
	}

	/** The workers that run, or should. */
	synchronized List<String> keys() {
		return this.copies.values().stream().filter((copy) -> !copy.isEnded()).map(StateCopy::key).toList();
	}

	synchronized Map<String, StateVersion> versions() {
		Map<String, StateVersion> versions = new HashMap<>();
		this.copies.forEach((key, copy) -> versions.put(key, copy.version()));
		return versions;
	}

	/** Of how many workers something is kept that run, or should. */
	synchronized int size() {
		return this.copies.size() - this.ended;
	}

}
