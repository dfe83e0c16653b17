package io.distsys.benchmarks.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.distsys.faults.history.Event;
import io.distsys.faults.history.EventKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SightTests {

	private static final Set<String> RESOURCES = Set.of("strong/first");

	private final List<Event> events = new ArrayList<>();

	@Test
	void aClusterIsAtRestWhenAllVoteOneLeadsAndEachSingletonHasOneOwner() {
		twoNodesAtRest();
		assertThat(unrest(1_000)).isEmpty();
		assertThat(unrest(0)).isEqualTo("something changed a moment ago");
	}

	@Test
	void aRestartedNodeIsAtRestOnceItsNewProcessVotes() {
		twoNodesAtRest();
		record("n2", 2, EventKind.READY, "", "7");
		assertThat(unrest(1_000)).contains("n2#2");
		record("n1", 1, EventKind.GROUP, "", "LEADER term=1 leader=[n1#1] voters=[n1#1,n2#2] learners=[]");
		record("n2", 2, EventKind.GROUP, "", "FOLLOWER term=1 leader=[n1#1] voters=[n1#1,n2#2] learners=[]");
		assertThat(unrest(1_000)).isEmpty();
		assertThat(new Sight(this.events).pid(2)).isEqualTo(7);
	}

	@Test
	void twoOwnersAreNoRest() {
		twoNodesAtRest();
		record("n2", 1, EventKind.ACQUIRED, "strong/first", "");
		assertThat(unrest(1_000)).isEqualTo("strong/first has 2 owners");
		record("n1", 1, EventKind.CLOSED, "strong/first", "");
		assertThat(unrest(1_000)).isEmpty();
		assertThat(new Sight(this.events).heldBy("n2#1")).extracting(Tenure::resource).containsExactly("strong/first");
	}

	private void twoNodesAtRest() {
		for (String node : List.of("n1", "n2")) {
			record(node, 1, EventKind.READY, "", "6");
			record(node, 1, EventKind.GROUP, "", (node.equals("n1") ? "LEADER" : "FOLLOWER")
					+ " term=1 leader=[n1#1] voters=[n1#1,n2#1] learners=[]");
		}
		record("n1", 1, EventKind.ACQUIRED, "strong/first", "");
	}

	private String unrest(long later) {
		return new Sight(this.events).unrest(List.of(1, 2), RESOURCES, 500, this.events.size() + later);
	}

	private void record(String node, int life, EventKind kind, String resource, String detail) {
		long at = this.events.size() + 1;
		this.events.add(new Event(at, at, node, life, kind, resource, 1, detail));
	}

}
