package io.distsys.worker;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SlotReplicaTests {

	private final SlotReplica replica = new SlotReplica();

	@Test
	void keepsTheNewestStateOfEachWorkerInWhateverOrderTheyCome() {
		this.replica.keep(5, List.of(copy("a", 5, 2), copy("b", 3, 9)));
		this.replica.keep(5, List.of(copy("a", 5, 1), copy("b", 5, 1), copy("a", 4, 7)));
		assertThat(this.replica.versions()).isEqualTo(Map.of("a", new StateVersion(5, 2), "b", new StateVersion(5, 1)));
	}

	@Test
	void takesNothingOfAnOlderGrantThanItHasHeardOf() {
		this.replica.keep(5, List.of(copy("a", 5, 1)));
		assertThat(this.replica.collect(6, Map.of(), 1000)).isPresent();
		assertThat(this.replica.keep(5, List.of(copy("a", 5, 2)))).isFalse();
		assertThat(this.replica.collect(5, Map.of(), 1000)).isEmpty();
		this.replica.forget(5);
		assertThat(this.replica.versions()).isEqualTo(Map.of("a", new StateVersion(5, 1)));
		assertThat(this.replica.keep(6, List.of(copy("a", 6, 1)))).isTrue();
	}

	@Test
	void tellsWhatIsNewerInPartsUntilNothingIsLeft() {
		this.replica.keep(5, List.of(copy("a", 5, 1), copy("b", 5, 2), copy("c", 5, 3)));
		SlotReplica next = new SlotReplica();
		next.keep(6, List.of(copy("c", 5, 3)));
		int parts = 0;
		boolean more = true;
		while (more) {
			ReplicaMessage.Collected part = this.replica.collect(6, next.versions(), 10).orElseThrow();
			ReplicaMessage.Collected arrived = ReplicaMessage.Collected.decode(part.encode());
			next.keep(6, arrived.copies());
			more = arrived.more();
			parts++;
		}
		assertThat(next.versions()).isEqualTo(this.replica.versions());
		assertThat(parts).isEqualTo(2);
	}

	@Test
	void forgetsStatesAndNotThePromise() {
		this.replica.keep(5, List.of(copy("a", 5, 1)));
		this.replica.forget(7);
		assertThat(this.replica.size()).isZero();
		assertThat(this.replica.keep(6, List.of(copy("a", 6, 1)))).isFalse();
	}

	private static StateCopy copy(String key, long token, long number) {
		return new StateCopy(key, new StateVersion(token, number), new byte[] { 1, 2, 3 });
	}

}
