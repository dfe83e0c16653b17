package io.distsys.consensus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Confirms on the leader, for many reads at once, that it still leads. A round that is
 * under way does not serve those who come later: its answers may be older than they are.
 * (MicroRaft would let them join it.)
 */
final class ReadBarriers {

	/** The answer when it is not certain that this node leads. */
	static final long NOT_LEADING = -1;

	private final List<Consumer<Long>> next = new ArrayList<>();

	private boolean busy;

	/**
	 * Ask for a barrier.
	 * @param life the membership that leads
	 * @param answer gets the index of the last committed entry, or {@link #NOT_LEADING}
	 */
	void add(RaftLife life, Consumer<Long> answer) {
		this.next.add(answer);
		if (!this.busy) {
			startRound(life);
		}
	}

	private void startRound(RaftLife life) {
		this.busy = true;
		List<Consumer<Long>> round = List.copyOf(this.next);
		this.next.clear();
		life.confirmLeadership().whenComplete((ordered, failure) -> {
			this.busy = false;
			answer(round, (ordered != null) ? ordered.getCommitIndex() : null);
			if (!this.next.isEmpty()) {
				startRound(life);
			}
		});
	}

	private static void answer(List<Consumer<Long>> round, @Nullable Long index) {
		long result = (index != null) ? index : NOT_LEADING;
		round.forEach((waiting) -> waiting.accept(result));
	}

}
