package io.distsys.worker;

import java.util.ArrayDeque;
import java.util.Deque;

/** Counts the crashes of one worker in the sliding window of its policy. */
final class RestartBudget {

	private final RestartPolicy policy;

	private final Deque<Long> crashes = new ArrayDeque<>();

	RestartBudget(RestartPolicy policy) {
		this.policy = policy;
	}

	/**
	 * Count a crash.
	 * @return which restart of the window follows, from 1; 0 if the budget is spent
	 */
	int crashed(long now) {
		forget(now);
		if (this.crashes.size() >= this.policy.maxRestarts()) {
			return 0;
		}
		this.crashes.addLast(now);
		return this.crashes.size();
	}

	/** Whether no crash is in the window. */
	boolean isEmpty(long now) {
		forget(now);
		return this.crashes.isEmpty();
	}

	private void forget(long now) {
		while (!this.crashes.isEmpty() && now - this.crashes.peekFirst() >= this.policy.window().toNanos()) {
			this.crashes.removeFirst();
		}
	}

	/** When a worker that is given up now may start again. */
	long opensAgain(long now) {
		Long oldest = this.crashes.peekFirst();
		return ((oldest != null) ? oldest : now) + this.policy.window().toNanos();
	}

}
