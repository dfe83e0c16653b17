package io.distsys.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.SessionId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AvailableMoveTimesTests {

	private static final ResourceKey FEED = ResourceKey.of("singleton", "feed");

	private static final NodeId OWN = new NodeId(0, 1);

	private static final NodeId OTHER = new NodeId(0, 2);

	private final List<String> moves = new ArrayList<>();

	private long millis;

	private final AvailableMoveTimes times = new AvailableMoveTimes(OWN, () -> this.millis * 1_000_000,
			(cause, kind, took) -> this.moves.add(cause + " " + kind + " " + took));

	private @Nullable Ownership row;

	private void after(long pause, @Nullable NodeId node, Ownership.State state) {
		this.millis += pause;
		Ownership next = (node != null) ? new Ownership(FEED, new SessionId(node, 0), new FencingToken(this.millis),
				state, null, null, Map.of()) : null;
		this.times.changed(new OwnershipChange(FEED, this.row, next));
		this.row = next;
	}

	@Test
	void aHandOverCountsFromWhenTheOwnerStops() {
		after(0, OTHER, Ownership.State.ACTIVE);
		after(50, OTHER, Ownership.State.RELEASING);
		after(20, null, Ownership.State.ACTIVE);
		after(5, OWN, Ownership.State.ASSIGNED);
		after(7, OWN, Ownership.State.ACTIVE);
		assertThat(this.moves).containsExactly("HAND_OVER singleton " + Duration.ofMillis(32));
	}

	@Test
	void aFailOverCountsFromWhenTheOwnerIsGone() {
		after(0, OTHER, Ownership.State.ACTIVE);
		after(50, OWN, Ownership.State.ASSIGNED);
		after(7, OWN, Ownership.State.ACTIVE);
		assertThat(this.moves).containsExactly("FAIL_OVER singleton " + Duration.ofMillis(7));
	}

	@Test
	void movesToOthersAndTheFirstBeginningAreNotMeasured() {
		after(0, OWN, Ownership.State.ASSIGNED);
		after(5, OWN, Ownership.State.ACTIVE);
		after(5, OWN, Ownership.State.RELEASING);
		after(5, null, Ownership.State.ACTIVE);
		after(5, OTHER, Ownership.State.ACTIVE);
		assertThat(this.moves).isEmpty();
	}

}
