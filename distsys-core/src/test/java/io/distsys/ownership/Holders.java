package io.distsys.ownership;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.distsys.ownership.SimulatedCore.Process;
import io.distsys.simulation.Story;

/**
 * Who acts for what, judged by true time: when somebody begins, the fence of everybody
 * who acted before must be closed by the clock of his own process, also if that process
 * hangs. A fence that is closed never opens again, so that looking at the beginnings is
 * enough.
 */
final class Holders {

	private final Story story;

	private final Map<List<Object>, Seat> seats = new HashMap<>();

	private final Promise promise;

	private int tenures;

	private int overlaps;

	Holders(Story story, Promise promise) {
		this.story = story;
		this.promise = promise;
	}

	/** What holds in a run. */
	enum Promise {

		/** One holder in the world. */
		ONE,

		/** One holder in each group: without an expected size, two groups may form. */
		ONE_IN_EACH_GROUP,

		/** Clocks run apart by more than is allowed: only the tokens help. */
		TOKENS_ONLY

	}

	/** A process begins to act. */
	Tenure begin(Process process, ResourceKey key, Fence fence) {
		Tenure tenure = new Tenure(process, key, fence);
		if (!fence.isHeld()) {
			tenure.over = true;
			return tenure;
		}
		Object realm = (this.promise == Promise.ONE_IN_EACH_GROUP) ? process.raft.status().group() : "world";
		Seat seat = this.seats.computeIfAbsent(List.of(realm, key), (any) -> new Seat());
		long token = fence.token().value();
		for (Iterator<Tenure> others = seat.tenures.iterator(); others.hasNext();) {
			Tenure other = others.next();
			if (other.isOver()) {
				others.remove();
			}
			else if (other.fence.isHeld()) {
				this.overlaps++;
				this.story.tell("two act at once:", other, "and", tenure);
				if (this.promise != Promise.TOKENS_ONLY || other.process == process) {
					throw this.story.violated("Two hold " + key + ": " + other + " and " + tenure);
				}
			}
			else if (!other.closed) {
				other.closed = true;
			}
		}
		long above = seat.tokenBefore(process, this.promise);
		if (token <= above || !seat.begun.add(token)) {
			throw this.story.violated("Token of " + tenure + " is not above " + above + ", or not new");
		}
		seat.highestToken = Math.max(token, seat.highestToken);
		seat.ofProcesses.put(process, token);
		seat.tenures.add(tenure);
		this.tenures++;
		this.story.tell("begins", tenure);
		return tenure;
	}

	/** No fence that was seen closed is open. */
	void check() {
		for (Seat seat : this.seats.values()) {
			for (Tenure tenure : seat.tenures) {
				if (!tenure.isOver() && tenure.closed && tenure.fence.isHeld()) {
					throw this.story.violated("The fence of " + tenure + " is open again");
				}
			}
		}
	}

	/** A process was killed: it acts no more. */
	void killed(Process process) {
		for (Seat seat : this.seats.values()) {
			for (Tenure tenure : seat.tenures) {
				if (tenure.process == process) {
					tenure.over = true;
				}
			}
		}
	}

	List<Tenure> all() {
		return this.seats.values().stream().flatMap((seat) -> seat.tenures.stream()).toList();
	}

	int tenures() {
		return this.tenures;
	}

	int overlaps() {
		return this.overlaps;
	}

	private static final class Seat {

		private final List<Tenure> tenures = new ArrayList<>();

		private final Set<Long> begun = new HashSet<>();

		private final Map<Process, Long> ofProcesses = new HashMap<>();

		private long highestToken;

		/**
		 * The token that the next must be above. Where clocks run apart, a node may hear
		 * so late of what it was given that another one acts already, and begin by its
		 * own clock: the smaller token tells. But it never goes back behind its own.
		 */
		private long tokenBefore(Process process, Promise promise) {
			return (promise == Promise.TOKENS_ONLY) ? this.ofProcesses.getOrDefault(process, 0L) : this.highestToken;
		}

	}

	/** One time in which a process acts for a resource. */
	final class Tenure {

		private final Process process;

		private final ResourceKey key;

		private final Fence fence;

		private boolean closed;

		private boolean over;

		private Tenure(Process process, ResourceKey key, Fence fence) {
			this.process = process;
			this.key = key;
			this.fence = fence;
		}

		ResourceKey key() {
			return this.key;
		}

		Process process() {
			return this.process;
		}

		Fence fence() {
			return this.fence;
		}

		boolean acts() {
			return !this.over && this.fence.isHeld();
		}

		/** It has stopped by its own will. */
		void end() {
			if (!this.over) {
				this.over = true;
				Holders.this.story.tell("ends", this);
			}
		}

		boolean isOver() {
			return this.over;
		}

		@Override
		public String toString() {
			return this.process.number + " for " + this.key + " token " + this.fence.token();
		}

	}

}
