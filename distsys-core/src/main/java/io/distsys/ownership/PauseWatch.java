package io.distsys.ownership;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reminds people, by the leader's log, of a pause that somebody may have forgotten. A new
 * leader counts from when it first sees the pause. Lives on the event loop.
 */
final class PauseWatch {

	static final Duration REMINDER = Duration.ofHours(1);

	private static final Logger logger = LoggerFactory.getLogger(PauseWatch.class);

	private MovesSwitch seen = MovesSwitch.UNTOUCHED;

	private long remindedAt;

	/**
	 * Look whether there is something to say.
	 * @return whether it was said that moves are paused
	 */
	boolean look(MovesSwitch moves, long now) {
		boolean changed = moves.changedAt() != this.seen.changedAt();
		boolean wasPaused = this.seen.pause() != null;
		this.seen = moves;
		MovesPause pause = moves.pause();
		if (pause == null) {
			if (changed && wasPaused) {
				logger.info("Moves for balance are resumed");
			}
			return false;
		}
		if (!changed && now - this.remindedAt < REMINDER.toNanos()) {
			return false;
		}
		this.remindedAt = now;
		if (changed) {
			logger.info("Moves for balance are paused by={} since={} why={}", pause.by(), pause.since(), pause.why());
		}
		else {
			logger.warn("Moves for balance are still paused, nothing ends that but an operator by={} since={} why={}",
					pause.by(), pause.since(), pause.why());
		}
		return true;
	}

	void forget() {
		this.seen = MovesSwitch.UNTOUCHED;
	}

}
