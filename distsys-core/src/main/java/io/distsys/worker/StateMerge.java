package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives workers of an open slot the states that another node has left: a worker that has
 * one merges it with its own, another one is made with it. Each is an order to the
 * worker's cell, carried out by whoever runs that, between two messages. What cannot be
 * used, because the slot moves on, is given back and goes with the slot.
 */
final class StateMerge {

	private static final Logger logger = LoggerFactory.getLogger(StateMerge.class);

	/** How long it is waited for a worker that pauses before a restart. */
	private static final Duration PAUSE = Duration.ofMillis(200);

	private final SlotTenure tenure;

	private final LeftState left;

	private final LeftStates states;

	private final Hosting hosting;

	private final List<SlotState.Entry> unused = new ArrayList<>();

	private int open;

	StateMerge(SlotTenure tenure, LeftState left, LeftStates states) {
		this.tenure = tenure;
		this.left = left;
		this.states = states;
		this.hosting = tenure.hosting();
		this.open = left.entries().size();
	}

	/** Begin; does not block. */
	void run() {
		this.left.entries().forEach(this::attempt);
	}

	private void attempt(SlotState.Entry entry) {
		WorkerOrders.Given given = this.tenure.order(entry.key(), (cell) -> carryOut(cell, entry));
		if (given == WorkerOrders.Given.PAUSING) {
			this.hosting.loop().schedule(PAUSE, () -> attempt(entry));
		}
		else if (given == WorkerOrders.Given.GONE) {
			done(entry, false);
		}
	}

	private void carryOut(WorkerCell cell, SlotState.Entry entry) {
		boolean used = false;
		try {
			used = this.tenure.mayRun();
			if (used) {
				merge(cell, entry);
			}
		}
		finally {
			done(entry, used);
		}
	}

	private void merge(WorkerCell cell, SlotState.Entry entry) {
		if (this.states.isObsolete(this.left, entry)) {
			return;
		}
		WorkerLife life = cell.life();
		boolean hasState = life.instance() != null || this.tenure.isAside(entry.key());
		Throwable broken = null;
		boolean merged = false;
		cell.enterUserCode();
		try {
			if (hasState) {
				merged = life.merge(entry.state());
			}
			else {
				life.restore(entry.state());
			}
		}
		catch (Throwable ex) {
			broken = ex;
		}
		finally {
			cell.leaveUserCode();
		}
		if (broken != null) {
			cell.supervision().crashed(broken);
		}
		if (merged) {
			this.tenure.type().counters().merged.increment();
			this.hosting.publish(new WorkerEvent.StateMerged(this.tenure.type().definition().name(), entry.key(),
					this.left.id().origin()));
		}
	}

	private void done(SlotState.Entry entry, boolean used) {
		boolean all;
		synchronized (this) {
			if (!used) {
				this.unused.add(entry);
			}
			this.open--;
			all = this.open == 0;
		}
		if (all && !this.unused.isEmpty()) {
			logger.debug("States of workers go on with their slot slot={} workers={}", this.tenure, this.unused.size());
			this.states.giveBack(this.left.only(this.unused));
		}
	}

}
