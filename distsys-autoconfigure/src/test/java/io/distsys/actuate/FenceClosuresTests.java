package io.distsys.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.distsys.actuate.FenceClosures.Reason;
import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Session;
import io.distsys.ownership.SessionId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class FenceClosuresTests {

	private static final SessionId OWN = new SessionId(new NodeId(0, 1), 1);

	private static final SessionId OTHER = new SessionId(new NodeId(0, 2), 2);

	private final OwnershipView view = mock(OwnershipView.class);

	private final List<String> closed = new ArrayList<>();

	private final FenceClosures closures = new FenceClosures(OWN.node(), this.view, Set.of("singleton", "lock"),
			(kind, reason) -> this.closed.add(kind + " " + reason));

	private static Ownership row(String kind, SessionId owner, long token) {
		return new Ownership(ResourceKey.of(kind, "x"), owner, new FencingToken(token), Ownership.State.ACTIVE, null,
				null, Map.of());
	}

	private void change(Ownership before, @Nullable Ownership after) {
		this.closures.changed(new OwnershipChange(before.key(), before, after));
	}

	private void sessionIsOpen(boolean open) {
		Session session = new Session(OWN, 1, Duration.ofSeconds(2), 1, false, Set.of());
		given(this.view.sessionOf(OWN.node())).willReturn(open ? Optional.of(session) : Optional.empty());
	}

	@Test
	void reasonIsReadFromTheTable() {
		sessionIsOpen(true);
		change(row("singleton", OWN, 1), row("singleton", OTHER, 2));
		change(row("lock", OWN, 3), null);
		sessionIsOpen(false);
		change(row("lock", OWN, 4), null);
		assertThat(this.closed).containsExactly("singleton " + Reason.HANDED_OVER, "lock " + Reason.RELEASED,
				"lock " + Reason.LEASE_ENDED);
	}

	@Test
	void whatEndsWithTheLeaseIsToldOnce() {
		Ownership singleton = row("singleton", OWN, 1);
		given(this.view.ofKind("singleton")).willAnswer((call) -> Stream.of(singleton, row("singleton", OTHER, 2)));
		given(this.view.ofKind("lock")).willAnswer((call) -> Stream.empty());
		this.closures.leaseEnded();
		this.closures.leaseEnded();
		sessionIsOpen(false);
		change(singleton, null);
		assertThat(this.closed).containsExactly("singleton " + Reason.LEASE_ENDED);
		change(row("singleton", OWN, 3), null);
		assertThat(this.closed).hasSize(2);
	}

	@Test
	void nothingIsToldOfOthersOrOfGrantsThatGoOn() {
		change(row("singleton", OTHER, 1), null);
		change(row("singleton", OWN, 2), row("singleton", OWN, 2));
		change(row("name", OWN, 3), null);
		assertThat(this.closed).isEmpty();
	}

}
