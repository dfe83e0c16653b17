package io.distsys.worker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a backup does not have yet: the states that calls have left, for whose copies
 * replies wait, and behind them what it must be given because it is new. Of each worker
 * only the newest state is sent. Not thread-safe.
 */
final class BackupQueue {

	private Map<String, Unsent> unsent = new LinkedHashMap<>();

	private final Map<String, StateCopy> backlog = new LinkedHashMap<>();

	private long last;

	private @Nullable StateVersion complete;

	/** Add a state that a call has left; numbers grow. */
	void add(StateCopy copy) {
		this.last = copy.version().number();
		this.unsent.merge(copy.key(), new Unsent(this.last, copy), Unsent::replacedBy);
	}

	/**
	 * The backup is to be given everything: it is new, or all has new versions.
	 * @param all everything
	 * @param completes what it is told once it has all of it, or {@literal null}
	 */
	void begin(Collection<StateCopy> all, @Nullable StateVersion completes) {
		this.backlog.clear();
		all.forEach((copy) -> this.backlog.put(copy.key(), copy));
		this.complete = completes;
	}

	/** There is no backup. */
	void clear() {
		this.unsent.clear();
		this.backlog.clear();
		this.complete = null;
	}

	boolean isEmpty() {
		return this.unsent.isEmpty() && this.backlog.isEmpty() && this.complete == null;
	}

	/** The number of the last state that was added. */
	long last() {
		return this.last;
	}

	/** Take what is to be sent next. */
	Batch next(int bytes) {
		Map<String, Unsent> updates = new LinkedHashMap<>();
		List<StateCopy> others = new ArrayList<>();
		int size = 0;
		Iterator<Unsent> waiting = this.unsent.values().iterator();
		while (waiting.hasNext() && size < bytes) {
			Unsent next = waiting.next();
			updates.put(next.copy().key(), next);
			size += next.copy().size();
			waiting.remove();
		}
		Iterator<StateCopy> older = this.backlog.values().iterator();
		while (older.hasNext() && size < bytes) {
			StateCopy next = older.next();
			others.add(next);
			size += next.size();
			older.remove();
		}
		StateVersion completes = this.backlog.isEmpty() ? this.complete : null;
		this.complete = (completes != null) ? null : this.complete;
		return new Batch(updates, others, confirmedWithAllTaken(), completes);
	}

	/** All states before the first that is left. */
	private long confirmedWithAllTaken() {
		Iterator<Unsent> left = this.unsent.values().iterator();
		return left.hasNext() ? left.next().first() - 1 : this.last;
	}

	/** A batch did not arrive. */
	void putBack(Batch batch) {
		Map<String, Unsent> all = new LinkedHashMap<>(batch.updates());
		this.unsent.forEach((key, later) -> all.merge(key, later, (earlier, same) -> earlier.replacedBy(later)));
		this.unsent = all;
		batch.others().forEach((copy) -> this.backlog.putIfAbsent(copy.key(), copy));
		this.complete = (this.complete != null) ? this.complete : batch.completes();
	}

	/**
	 * A state to be sent.
	 *
	 * @param first number of the first state of this worker that was not sent
	 * @param copy the newest one
	 */
	record Unsent(long first, StateCopy copy) {

		private Unsent replacedBy(Unsent later) {
			return new Unsent(this.first, later.copy);
		}

	}

	/**
	 * What is sent at once.
	 *
	 * @param updates states that calls have left
	 * @param others older ones
	 * @param confirms the last state such that it and all before it are safe once this
	 * batch has arrived
	 * @param completes what the backup is told because it has everything then, or
	 * {@literal null} if it has not
	 */
	record Batch(Map<String, Unsent> updates, List<StateCopy> others, long confirms, @Nullable StateVersion completes) {

		List<StateCopy> copies() {
			List<StateCopy> all = new ArrayList<>();
			this.updates.values().forEach((update) -> all.add(update.copy()));
			all.addAll(this.others);
			return all;
		}

		boolean isEmpty() {
			return this.updates.isEmpty() && this.others.isEmpty() && this.completes == null;
		}

	}

}
