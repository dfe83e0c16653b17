package io.distsys.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.distsys.actuate.MoveTimes.Cause;
import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownership.State;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Session;
import io.distsys.ownership.SessionId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class MoveTimesTests {

	private static final ResourceKey LEDGER = ResourceKey.of("singleton", "ledger");

	private static final SessionId OTHER = new SessionId(new NodeId(0, 1), 1);

	private static final SessionId THIRD = new SessionId(new NodeId(0, 2), 2);

	private static final SessionId OWN = new SessionId(new NodeId(0, 3), 3);

	private final Map<NodeId, Session> sessions = new HashMap<>();

	private final OwnershipView view = mock(OwnershipView.class);

	private final List<Move> moves = new ArrayList<>();

	private long millis;

	private final MoveTimes times = new MoveTimes(OWN.node(), this.view, Set.of("singleton"),
			() -> this.millis * 1_000_000, (cause, kind, took) -> this.moves.add(new Move(cause, kind, took)));

	private @Nullable Ownership row;

	@BeforeEach
	void openSessions() {
		given(this.view.sessions()).willAnswer((call) -> List.copyOf(this.sessions.values()));
		given(this.view.sessionOf(any()))
			.willAnswer((call) -> Optional.ofNullable(this.sessions.get(call.<NodeId>getArgument(0))));
		List.of(OTHER, THIRD, OWN).forEach((session) -> renew(session, session.openedAt()));
	}

	private void renew(SessionId id, long index) {
		this.sessions.put(id.node(), new Session(id, 1, Duration.ofSeconds(2), index, false, Set.of()));
	}

	private void end(SessionId id) {
		this.sessions.remove(id.node());
		change(null);
	}

	private void change(@Nullable Ownership after) {
		Ownership before = this.row;
		this.row = after;
		this.times.changed(new OwnershipChange(LEDGER, before, after));
	}

	private void change(SessionId owner, State state) {
		long token = owner.openedAt();
		change(new Ownership(LEDGER, owner, new FencingToken(token), state, null, null, Map.of()));
	}

	@Test
	void handOverIsMeasuredFromTheRequestByTheNodeThatTakesOver() {
		change(OTHER, State.ACTIVE);
		this.millis = 100;
		change(OTHER, State.RELEASING);
		this.millis = 130;
		change(OWN, State.ASSIGNED);
		this.millis = 140;
		change(OWN, State.ACTIVE);
		assertThat(this.moves).containsExactly(new Move(Cause.HAND_OVER, "singleton", Duration.ofMillis(40)));
		change(OWN, State.RELEASING);
		change(THIRD, State.ASSIGNED);
		change(THIRD, State.ACTIVE);
		assertThat(this.moves).hasSize(1);
	}

	@Test
	void failOverIsMeasuredFromTheLastRenewalThatWasSeen() {
		change(OTHER, State.ACTIVE);
		this.times.look();
		this.millis = 400;
		renew(OTHER, 10);
		this.times.look();
		this.millis = 500;
		this.times.look();
		this.millis = 2_500;
		end(OTHER);
		this.times.look();
		this.millis = 2_600;
		change(OWN, State.ASSIGNED);
		change(OWN, State.ACTIVE);
		assertThat(this.moves).containsExactly(new Move(Cause.FAIL_OVER, "singleton", Duration.ofMillis(2_200)));
	}

	@Test
	void ownerThatIsLostWhileItHandsOverIsALostOwner() {
		this.times.look();
		change(OTHER, State.ACTIVE);
		this.millis = 1_000;
		change(OTHER, State.RELEASING);
		this.millis = 2_000;
		end(OTHER);
		this.millis = 2_100;
		change(OWN, State.ACTIVE);
		assertThat(this.moves).containsExactly(new Move(Cause.FAIL_OVER, "singleton", Duration.ofMillis(2_100)));
	}

	@Test
	void nothingIsMeasuredThatIsNotAMove() {
		change(OWN, State.ASSIGNED);
		change(OWN, State.ACTIVE);
		change(null);
		change(OWN, State.ACTIVE);
		this.times.changed(new OwnershipChange(ResourceKey.of("name", "x"), null, null));
		assertThat(this.moves).isEmpty();
	}

	@Test
	void whatNobodyCouldTakeForLongIsForgotten() {
		this.times.look();
		change(OTHER, State.ACTIVE);
		end(OTHER);
		this.millis = Duration.ofMinutes(61).toMillis();
		this.times.look();
		change(OWN, State.ACTIVE);
		assertThat(this.moves).isEmpty();
	}

	@Test
	void anotherTableBeginsAnew() {
		this.times.look();
		change(OTHER, State.ACTIVE);
		end(OTHER);
		this.times.changed(new OwnershipChange(null, null, null));
		change(OWN, State.ACTIVE);
		assertThat(this.moves).isEmpty();
	}

	private record Move(Cause cause, String kind, Duration took) {

	}

}
