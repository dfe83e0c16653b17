package io.distsys.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class HybridLogicalClockTests {

	private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

	private static final Duration DRIFT = Duration.ofMinutes(1);

	private Instant wall = NOON;

	private final HybridLogicalClock clock = new HybridLogicalClock(() -> this.wall, DRIFT);

	@Test
	void followsWallTimeAndCountsWithinAMillisecond() {
		assertThat(this.clock.now()).isEqualTo(HybridTimestamp.at(NOON));
		assertThat(this.clock.now()).hasToString("2026-11-22T12:00:00.000Z-0001");
		this.wall = NOON.plusMillis(7);
		HybridTimestamp later = this.clock.now();
		assertThat(later.instant()).isEqualTo(NOON.plusMillis(7));
		assertThat(later.counter()).isZero();
	}

	@Test
	void neverGoesBackwardsWhenSomebodySetsTheClock() {
		HybridTimestamp before = this.clock.now();
		this.wall = NOON.minusSeconds(3600);
		assertThat(this.clock.now()).isGreaterThan(before);
	}

	@Test
	void isLaterThanWhatItWasShown() {
		HybridTimestamp ahead = HybridTimestamp.at(NOON.plusSeconds(30));
		assertThat(this.clock.observe(ahead)).isTrue();
		assertThat(this.clock.now()).isGreaterThan(ahead);
	}

	@Test
	void doesNotFollowAClockThatIsTooFarAhead() {
		HybridTimestamp wrong = HybridTimestamp.at(NOON.plus(DRIFT).plusMillis(1));
		assertThat(this.clock.observe(wrong)).isFalse();
		assertThat(this.clock.refused()).isOne();
		assertThat(this.clock.now().instant()).isEqualTo(NOON);
		assertThat(this.clock.observe(HybridTimestamp.at(NOON.plus(DRIFT)))).isTrue();
	}

	@Test
	void doesNotCallItselfTooFarAheadWhenItsWallClockWasSetBack() {
		HybridTimestamp before = this.clock.now();
		this.wall = NOON.minusSeconds(3600);
		assertThat(this.clock.observe(before)).isTrue();
		assertThat(this.clock.refused()).isZero();
	}

	@Test
	void refusesTextsThatAreNoTimestamps() {
		for (String text : List.of("", "2026-11-22T12:00:00.000Z", "2026-11-22T12:00:00.000Z-00x0",
				"2026-13-22T12:00:00.000Z-0000")) {
			assertThatIllegalArgumentException().isThrownBy(() -> HybridTimestamp.parse(text))
				.withMessageContaining("not");
		}
	}

	@Property(tries = 200)
	void textsAreInTheOrderOfTheMomentsAndAreReadAgain(@ForAll @IntRange(max = 100_000) int millis,
			@ForAll @IntRange(max = 65_535) int counter, @ForAll @IntRange(max = 100_000) int otherMillis,
			@ForAll @IntRange(max = 65_535) int otherCounter) {
		HybridTimestamp one = timestamp(millis, counter);
		HybridTimestamp other = timestamp(otherMillis, otherCounter);
		assertThat(HybridTimestamp.parse(one.toString())).isEqualTo(one);
		assertThat(Integer.signum(one.toString().compareTo(other.toString())))
			.isEqualTo(Integer.signum(one.compareTo(other)));
	}

	private static HybridTimestamp timestamp(int millis, int counter) {
		return new HybridTimestamp(HybridTimestamp.at(NOON.plusMillis(millis)).value() + counter);
	}

	/** Three nodes with wrong clocks send each other messages. */
	@Property(tries = 200)
	void whatFollowsFromSomethingIsLater(@ForAll @Size(min = 1, max = 100) List<@IntRange(max = 8) Integer> steps,
			@ForAll @IntRange(max = 50_000) int skew) {
		List<HybridLogicalClock> nodes = new ArrayList<>();
		for (int node = 0; node < 3; node++) {
			nodes.add(new HybridLogicalClock(InstantSource.fixed(NOON.plusMillis((long) node * skew / 2)), DRIFT));
		}
		Map<Integer, HybridTimestamp> latest = new HashMap<>();
		for (int step : steps) {
			int from = step / 3;
			int to = step % 3;
			HybridTimestamp sent = nodes.get(from).now();
			assertThat(latest.getOrDefault(from, new HybridTimestamp(0))).isLessThan(sent);
			assertThat(nodes.get(to).observe(sent)).isTrue();
			HybridTimestamp received = nodes.get(to).now();
			assertThat(received).isGreaterThan(sent);
			latest.put(from, sent);
			latest.put(to, received);
		}
	}

}
