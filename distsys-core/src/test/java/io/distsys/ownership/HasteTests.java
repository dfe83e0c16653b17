package io.distsys.ownership;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How long the leader skips the waiting. */
class HasteTests {

	private static final long LONGEST = Haste.LONGEST.toNanos();

	private static final MovesSwitch PAUSED = new MovesSwitch(7,
			new MovesPause("ann", "the database is being moved", Instant.EPOCH));

	private static final MovesSwitch RESUMED = new MovesSwitch(8, null);

	private final Haste haste = new Haste();

	@Test
	void itEndsAfterAWhileWhateverHappens() {
		assertThat(this.haste.lasts(MovesSwitch.UNTOUCHED, 10)).isFalse();
		this.haste.begin(MovesSwitch.UNTOUCHED, 10);
		assertThat(this.haste.lasts(MovesSwitch.UNTOUCHED, 9 + LONGEST)).isTrue();
		assertThat(this.haste.lasts(MovesSwitch.UNTOUCHED, 10 + LONGEST)).isFalse();
		this.haste.begin(MovesSwitch.UNTOUCHED, 20 + LONGEST);
		assertThat(this.haste.lasts(MovesSwitch.UNTOUCHED, 20 + LONGEST)).isTrue();
		this.haste.end();
		assertThat(this.haste.lasts(MovesSwitch.UNTOUCHED, 20 + LONGEST)).isFalse();
	}

	@Test
	void itDoesNotComeBackAfterAPause() {
		this.haste.begin(MovesSwitch.UNTOUCHED, 10);
		assertThat(this.haste.lasts(PAUSED, 11)).isFalse();
		assertThat(this.haste.lasts(RESUMED, 12)).isFalse();
		this.haste.begin(MovesSwitch.UNTOUCHED, 10);
		assertThat(this.haste.lasts(RESUMED, 12)).as("nobody has looked while moves were paused").isFalse();
		this.haste.begin(RESUMED, 13);
		assertThat(this.haste.lasts(RESUMED, 14)).isTrue();
	}

}
