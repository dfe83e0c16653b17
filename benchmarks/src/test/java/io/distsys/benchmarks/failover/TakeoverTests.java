package io.distsys.benchmarks.failover;

import java.util.List;

import io.distsys.benchmarks.cluster.Tenure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TakeoverTests {

	private static final long MILLI = 1_000_000;

	private static final long BLOW = 1_000 * MILLI;

	private static final long TAKEN_BACK = 9_000 * MILLI;

	private final Tenure killed = new Tenure("strong/first", "n1#1", 0, Long.MAX_VALUE);

	@Test
	void anOwnerThatIsKilledStopsAtOnceAndTheNextOneCounts() {
		Tenure next = tenure("n2#1", 2_800, Long.MAX_VALUE);
		Tenure restarted = tenure("n1#2", 2_900, Long.MAX_VALUE);
		assertThat(Takeover.of(List.of(this.killed, next, restarted), this.killed, Blow.KILL, BLOW, TAKEN_BACK))
			.hasValue(new Takeover("strong", "strong/first", 1_800, 0, 0));
	}

	@Test
	void anOwnerThatIsCutOffStopsWhenItsFenceWasLastOpen() {
		Tenure old = tenure("n1#1", 0, 2_700);
		Tenure next = tenure("n2#1", 2_950, Long.MAX_VALUE);
		assertThat(Takeover.of(List.of(old, next), old, Blow.DROP, BLOW, TAKEN_BACK))
			.hasValueSatisfying((takeover) -> assertThat(takeover.gap()).isEqualTo(250));
	}

	@Test
	void twoOwnersAreCountedFromTheEndOfTheFault() {
		Tenure old = tenure("n1#1", 0, 9_040);
		Tenure next = tenure("n2#1", 6_000, Long.MAX_VALUE);
		assertThat(Takeover.of(List.of(old, next), old, Blow.DROP, BLOW, TAKEN_BACK))
			.hasValue(new Takeover("strong", "strong/first", 5_000, Double.NaN, 40));
		assertThat(Takeover.of(List.of(old, next), old, Blow.HANG, BLOW, TAKEN_BACK))
			.hasValue(new Takeover("strong", "strong/first", 5_000, 0, 40));
	}

	@Test
	void nothingIsSaidOfWhatNobodyTookOver() {
		Tenure before = tenure("n2#1", 900, 950);
		assertThat(Takeover.of(List.of(this.killed, before), this.killed, Blow.KILL, BLOW, TAKEN_BACK)).isEmpty();
	}

	private static Tenure tenure(String process, long beginMillis, long endMillis) {
		return new Tenure("strong/first", process, beginMillis * MILLI,
				(endMillis == Long.MAX_VALUE) ? Long.MAX_VALUE : endMillis * MILLI);
	}

}
