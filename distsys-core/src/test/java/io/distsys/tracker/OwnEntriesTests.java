package io.distsys.tracker;

import java.util.List;

import io.distsys.cluster.NodeId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a node can still tell of its last changes, one by one. */
class OwnEntriesTests {

	private static final int MANY = 1000;

	private static final int LONG = 100;

	private final NodeId self = new NodeId(1, 1);

	@Test
	void lastChangesAreKnownInTheirOrder() {
		OwnEntries entries = new OwnEntries(3, MANY);
		Tracked first = put(entries, 0);
		Tracked second = put(entries, 0);
		entries.remove(first.id());
		assertThat(entries.since(0)).hasValue(
				List.of(new Change(first.id(), first), new Change(second.id(), second), new Change(first.id(), null)));
		assertThat(entries.since(2)).hasValue(List.of(new Change(first.id(), null)));
		assertThat(entries.since(3)).hasValue(List.of());
		assertThat(entries.since(4)).isEmpty();
	}

	@Test
	void moreChangesThanTheLogIsLongAreNotKnown() {
		OwnEntries entries = new OwnEntries(3, MANY);
		for (int i = 0; i < 5; i++) {
			put(entries, 0);
		}
		assertThat(entries.since(2).map(List::size)).hasValue(3);
		assertThat(entries.since(1)).isEmpty();
	}

	@Test
	void largeChangesAreForgottenBeforeTheLogIsFull() {
		OwnEntries entries = new OwnEntries(MANY, 3 * LONG);
		put(entries, LONG);
		put(entries, LONG);
		put(entries, LONG);
		assertThat(known(entries)).isEqualTo(2);
		put(entries, 4 * LONG);
		assertThat(known(entries)).as("of one that is larger than all room").isZero();
		for (int i = 0; i < MANY; i++) {
			put(entries, 0);
		}
		assertThat(known(entries)).as("of small ones").isGreaterThan(10);
	}

	private Tracked put(OwnEntries entries, int length) {
		Tracked entry = new Tracked(this.self, entries.nextId(), "k", new byte[length]);
		entries.put(entry);
		return entry;
	}

	/** How many changes before the present there are to tell. */
	private static int known(OwnEntries entries) {
		long version = entries.edition().version();
		int known = 0;
		while (known < version && entries.since(version - known - 1).isPresent()) {
			known++;
		}
		return known;
	}

}
