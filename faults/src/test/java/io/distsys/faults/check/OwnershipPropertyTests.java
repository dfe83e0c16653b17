package io.distsys.faults.check;

import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

class OwnershipPropertyTests {

	@Property
	void tenuresThatFollowEachOtherAreWell(
			@ForAll @Size(min = 1, max = 12) List<@IntRange(max = 200) Integer> lengths) {
		assertThat(tenures(lengths, -1).violations()).isEmpty();
	}

	@Property
	void oneThatLastsIntoTheNextIsFound(
			@ForAll @Size(min = 2, max = 12) List<@IntRange(min = 20, max = 200) Integer> lengths,
			@ForAll @IntRange(max = 11) int which) {
		int tooLong = which % (lengths.size() - 1);
		assertThat(tenures(lengths, tooLong).violations()).singleElement().asString().startsWith("Two holders");
	}

	/** One tenure after another, one of which overlaps the next by a little. */
	private static Histories tenures(List<Integer> lengths, int tooLong) {
		Histories history = new Histories();
		long at = 0;
		for (int i = 0; i < lengths.size(); i++) {
			long end = at + lengths.get(i);
			history.held("n" + (1 + i % 3) + "#1", 10 + i, at, (i == tooLong) ? end + 10 : end);
			at = end + 3;
		}
		return history;
	}

}
