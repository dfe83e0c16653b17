package io.distsys.ownership;

import java.time.Duration;

/**
 * Whether the leader skips the waiting, because somebody has asked for moves now. Nothing
 * keeps it up for long: a hand-over that hangs would else have all nodes that come and go
 * balanced at once. A pause ends it, too, for whoever resumes has not asked for it. Lives
 * on the event loop.
 */
final class Haste {

	static final Duration LONGEST = Duration.ofMinutes(1);

	private boolean begun;

	private long beganAt;

	/** The entry that had changed the switch last when it began. */
	private long seen;

	/** Somebody has asked, again perhaps. */
	void begin(MovesSwitch moves, long now) {
		this.begun = true;
		this.beganAt = now;
		this.seen = moves.changedAt();
	}

	/** Whether it lasts; once it has ended it does until it begins anew. */
	boolean lasts(MovesSwitch moves, long now) {
		this.begun &= moves.changedAt() == this.seen && now - this.beganAt < LONGEST.toNanos();
		return this.begun;
	}

	void end() {
		this.begun = false;
	}

}
