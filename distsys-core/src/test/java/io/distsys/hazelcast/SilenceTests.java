package io.distsys.hazelcast;

import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** When those before a member count as silent. */
class SilenceTests {

	private static final UUID MASTER = new UUID(1, 1);

	private static final UUID SECOND = new UUID(2, 2);

	private final Silence silence = new Silence(3);

	@Test
	void silenceIsSoManyLooksAtWhichNobodyWasHeardAgain() {
		assertThat(lookTimes(4, Map.of(MASTER, 5L, SECOND, 6L))).containsExactly(false, false, false, true);
	}

	@Test
	void oneWhoIsHeardEndsTheSilenceOfAll() {
		lookTimes(3, Map.of(MASTER, 5L, SECOND, 6L));
		assertThat(lookTimes(4, Map.of(MASTER, 5L, SECOND, 7L))).containsExactly(false, false, false, true);
	}

	@Test
	void changeOfTheMembersBeginsTheCountAnew() {
		lookTimes(3, Map.of(MASTER, 5L, SECOND, 6L));
		assertThat(lookTimes(4, Map.of(MASTER, 5L))).containsExactly(false, false, false, true);
	}

	@Test
	void nobodyIsNeverSilent() {
		assertThat(lookTimes(9, Map.of())).containsOnly(false);
	}

	@Test
	void afterSilenceTheCountBeginsAnew() {
		assertThat(lookTimes(7, Map.of(MASTER, 5L))).containsExactly(false, false, false, true, false, false, true);
	}

	private boolean[] lookTimes(int times, Map<UUID, Long> heard) {
		boolean[] lasts = new boolean[times];
		for (int i = 0; i < times; i++) {
			lasts[i] = this.silence.lasts(heard);
		}
		return lasts;
	}

}
