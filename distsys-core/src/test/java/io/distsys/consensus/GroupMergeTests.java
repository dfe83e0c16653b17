package io.distsys.consensus;

import java.time.Duration;
import java.util.Set;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupMessage.Hello;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GroupMergeTests {

	private static final NodeId RIVAL = new NodeId(0, 9);

	private static final GroupId OWN = new GroupId(1, 0);

	private static final GroupId OTHER = new GroupId(2, 0);

	private final PeerBook book = new PeerBook();

	private final GroupMerge merge = new GroupMerge();

	private boolean yields(long millis) {
		return this.merge.yieldTo(nanos(millis), new GroupMerge.Own(OWN, 1, true, null), this.book).isPresent();
	}

	private void hear(long millis) {
		this.book.heard(RIVAL,
				new Hello(OTHER, 3, RIVAL, true, 1, -1, 0, false, false, 1, 5, 2_020, 3, Set.of(), Set.of(), 0, null),
				nanos(millis));
	}

	private static long nanos(long millis) {
		return Duration.ofMillis(millis).toNanos();
	}

	@Test
	void oneLateWordOfAGroupThatMayBeNoMoreIsNotEnough() {
		hear(0);
		for (int millis = 0; millis < 10_000; millis += 100) {
			assertThat(yields(millis)).as("after %s ms", millis).isFalse();
		}
	}

	@Test
	void itYieldsToAGroupThatIsHeardAgain() {
		hear(0);
		assertThat(yields(50)).isFalse();
		hear(1_000);
		assertThat(yields(1_000)).isFalse();
		assertThat(yields(1_100)).isTrue();
	}

}
