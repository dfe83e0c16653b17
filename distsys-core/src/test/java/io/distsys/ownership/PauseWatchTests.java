package io.distsys.ownership;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** When the leader speaks of a pause. */
class PauseWatchTests {

	private static final MovesSwitch PAUSED = new MovesSwitch(7,
			new MovesPause("ann", "the database is being moved", Instant.EPOCH));

	private static final long REMINDER = PauseWatch.REMINDER.toNanos();

	private final PauseWatch watch = new PauseWatch();

	@Test
	void aPauseIsToldOnceAndThenOfEachHour() {
		assertThat(this.watch.look(MovesSwitch.UNTOUCHED, 0)).isFalse();
		assertThat(this.watch.look(PAUSED, 10)).isTrue();
		assertThat(this.watch.look(PAUSED, 9 + REMINDER)).isFalse();
		assertThat(this.watch.look(PAUSED, 10 + REMINDER)).isTrue();
		assertThat(this.watch.look(PAUSED, 11 + REMINDER)).isFalse();
		assertThat(this.watch.look(new MovesSwitch(9, null), 11 + 3 * REMINDER)).isFalse();
		assertThat(this.watch.look(new MovesSwitch(12, PAUSED.pause()), 12 + 3 * REMINDER)).isTrue();
	}

	@Test
	void whoLeadsNewlyTellsItOnceMore() {
		this.watch.look(PAUSED, 0);
		this.watch.forget();
		assertThat(this.watch.look(PAUSED, 1)).isTrue();
	}

}
