package io.distsys.faults;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

import io.distsys.faults.host.ClusterPlan;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nodes that were not told how many are expected start on two sides of a cut, and make a
 * group on each. Then the sides meet.
 */
@Tag("full")
class TwoGroupsIntegrationTests {

	/**
	 * One against two, of which one votes, so the id decides; two, of which one votes,
	 * against three.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 3, 5 })
	void twoGroupsThatMeetBecomeOne(int size) throws IOException {
		Set<Integer> some = new TreeSet<>();
		Set<Integer> others = new TreeSet<>();
		for (int node = 1; node <= size; node++) {
			(node <= size / 2 ? some : others).add(node);
		}
		Meeting meeting = new Meeting(some, others);
		ClusterPlan plan = ClusterPlan.of(size, "apart-" + size).withoutExpectedSize();
		try (Trial trial = Trial.startApart(plan, some, others)) {
			trial.underGo(meeting, meeting::together);
		}
	}

}
