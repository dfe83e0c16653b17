package io.distsys.tracker;

import java.util.Collection;

import io.distsys.cluster.NodeId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is shown of a key as its entries come and go. */
class EntriesOfKeyTests {

	private static final NodeId ONE = new NodeId(1, 1);

	private static final NodeId TWO = new NodeId(2, 2);

	private final Tracked ofTwo = new Tracked(TWO, 1, "key", new byte[0]);

	private final Tracked first = new Tracked(ONE, 1, "key", new byte[0]);

	private final Tracked second = new Tracked(ONE, 2, "key", new byte[0]);

	private final EntriesOfKey entries = new EntriesOfKey(this.ofTwo);

	private final Collection<Tracked> all = this.entries.all();

	private final Collection<Tracked> ofOne = this.entries.of(ONE);

	@Test
	void whatWasAskedForOnceShowsWhatIsThere() {
		assertThat(this.all).containsExactly(this.ofTwo);
		assertThat(this.ofOne).isEmpty();
		this.entries.put(this.second);
		this.entries.put(this.first);
		assertThat(this.all).containsExactly(this.first, this.second, this.ofTwo);
		assertThat(this.all.stream()).containsExactly(this.first, this.second, this.ofTwo);
		assertThat(this.ofOne).containsExactly(this.first, this.second);
		this.entries.remove(this.ofTwo.place());
		this.entries.remove(this.second.place());
		assertThat(this.all).containsExactly(this.first);
		this.entries.remove(this.first.place());
		assertThat(this.all).isEmpty();
		assertThat(this.entries.isEmpty()).isTrue();
	}

	@Test
	void singleEntryIsReplacedByItsNextValueAndRemovedByItsPlaceOnly() {
		Tracked changed = this.ofTwo.withValue(new byte[] { 1 });
		this.entries.put(changed);
		assertThat(this.all).containsExactly(changed);
		assertThat(this.entries.of(TWO)).containsExactly(changed);
		this.entries.remove(this.first.place());
		assertThat(this.entries.isEmpty()).isFalse();
		this.entries.remove(this.ofTwo.place());
		assertThat(this.all).isEmpty();
		this.entries.put(this.first);
		assertThat(this.all).containsExactly(this.first);
	}

}
