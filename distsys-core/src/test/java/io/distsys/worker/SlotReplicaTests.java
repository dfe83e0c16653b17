package io.distsys.worker;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SlotReplicaTests {

	private final SlotReplica replica = new SlotReplica();

	@Test
	void keepsTheNewestStateOfEachWorkerInWhateverOrderTheyCome() {
		this.replica.keep(5, List.of(copy("a", 5, 2), copy("b", 3, 9)), null);
		this.replica.keep(5, List.of(copy("a", 5, 1), copy("b", 5, 1), copy("a", 4, 7)), null);
		assertThat(this.replica.versions()).isEqualTo(Map.of("a", new StateVersion(5, 2), "b", new StateVersion(5, 1)));
	}

	@Test
	void takesNothingOfAnOlderGrantThanItHasHeardOf() {
		this.replica.keep(5, List.of(copy("a", 5, 1)), null);
		assertThat(this.replica.collect(6, Map.of(), StateVersion.NONE, 1000)).isPresent();
		assertThat(this.replica.keep(5, List.of(copy("a", 5, 2)), null)).isFalse();
		assertThat(this.replica.collect(5, Map.of(), StateVersion.NONE, 1000)).isEmpty();
		this.replica.forget(5);
		assertThat(this.replica.versions()).isEqualTo(Map.of("a", new StateVersion(5, 1)));
		assertThat(this.replica.keep(6, List.of(copy("a", 6, 1)), null)).isTrue();
	}

	@Test
	void tellsWhatIsNewerInPartsUntilNothingIsLeft() {
		this.replica.keep(5, List.of(copy("a", 5, 1), copy("b", 5, 2), copy("c", 5, 3)), null);
		SlotReplica next = new SlotReplica();
		next.keep(6, List.of(copy("c", 5, 3)), null);
		int parts = 0;
		boolean more = true;
		while (more) {
			ReplicaMessage.Collected part = this.replica.collect(6, next.versions(), StateVersion.NONE, 10)
				.orElseThrow();
			ReplicaMessage.Collected arrived = ReplicaMessage.Collected.decode(part.encode());
			next.keep(6, arrived.copies(), arrived.complete());
			more = arrived.more();
			parts++;
		}
		assertThat(next.versions()).isEqualTo(this.replica.versions());
		assertThat(parts).isEqualTo(2);
	}

	@Test
	void forgetsStatesAndNotThePromise() {
		this.replica.keep(5, List.of(copy("a", 5, 1)), null);
		this.replica.forget(7);
		assertThat(this.replica.size()).isZero();
		assertThat(this.replica.keep(6, List.of(copy("a", 6, 1)), null)).isFalse();
	}

	@Test
	void whatWasStoppedStaysStoppedThoughSomebodyComesBackWithAnOlderCopy() {
		this.replica.keep(5, List.of(copy("a", 5, 1), copy("b", 5, 2)), null);
		SlotReplica stale = new SlotReplica();
		stale.keep(5, this.replica.all(), null);
		this.replica.keep(5, List.of(StateCopy.ended("a", new StateVersion(5, 3))), null);
		assertThat(this.replica.keys()).containsExactly("b");
		assertThat(this.replica.renew(new StateVersion(5, 4))).isEqualTo(1);
		assertThat(this.replica.all()).extracting(StateCopy::key).containsExactly("b");
		ReplicaMessage.Collected told = stale.collect(6, this.replica.versions(), StateVersion.NONE, 1000)
			.orElseThrow();
		this.replica.keep(6, told.copies(), told.complete());
		assertThat(this.replica.keys()).containsExactly("b");
	}

	@Test
	void whoIsToldThatItHasEverythingForgetsWhatWasNotInIt() {
		this.replica.keep(5, List.of(copy("a", 5, 1)), null);
		this.replica.keep(6, List.of(copy("b", 6, 1)), new StateVersion(6, 1));
		assertThat(this.replica.keys()).containsExactly("b");
		ReplicaMessage.Collected told = this.replica.collect(7, Map.of(), StateVersion.NONE, 1000).orElseThrow();
		assertThat(ReplicaMessage.Collected.decode(told.encode()).complete()).isEqualTo(new StateVersion(6, 1));
	}

	@Test
	void whatTheAskingOneWouldNotKeepIsNotToldInPartsForEver() {
		this.replica.keep(5, List.of(copy("a", 5, 1), copy("b", 5, 2)), null);
		SlotReplica next = new SlotReplica();
		next.keep(6, List.of(copy("c", 6, 1)), new StateVersion(6, 1));
		ReplicaMessage.Collected told = this.replica.collect(7, next.versions(), next.floor(), 10).orElseThrow();
		assertThat(told.more()).isFalse();
		assertThat(told.copies()).isEmpty();
	}

	@Test
	void aFirstPartOfAnAnswerDoesNotSayWhatIsOutOfDate() {
		this.replica.keep(6, List.of(copy("a", 6, 1), copy("b", 6, 2)), new StateVersion(6, 1));
		ReplicaMessage.Collected first = this.replica.collect(7, Map.of(), StateVersion.NONE, 10).orElseThrow();
		assertThat(first.more()).isTrue();
		assertThat(first.complete()).isEqualTo(StateVersion.NONE);
	}

	private static StateCopy copy(String key, long token, long number) {
		return new StateCopy(key, new StateVersion(token, number), new byte[] { 1, 2, 3 });
	}

}
