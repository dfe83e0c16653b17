package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.ownership.Lines.Entry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LinesTests {

	private static final NodeId A = new NodeId(0, 1);

	private static final NodeId B = new NodeId(0, 2);

	private static final NodeId C = new NodeId(0, 3);

	private static final ResourceKey LOCK = ResourceKey.of("lock", "x");

	private final OwnershipTable table = new OwnershipTable();

	private final List<OwnershipChange> changes = new ArrayList<>();

	private long index;

	private SessionId a;

	private SessionId b;

	private SessionId c;

	@BeforeEach
	void openSessions() {
		this.table.reset(new GroupId(7, 1_000));
		this.a = opened(A);
		this.b = opened(B);
		this.c = opened(C);
		this.table.subscribe(this.changes::add);
	}

	@Test
	void theFirstHasItAndTheOthersGetItInTurnByTheEntryThatEndsTheOneBefore() {
		assertThat(enter(this.a, 1)).isEqualTo(Entry.GRANTED);
		assertThat(enter(this.b, 1)).isEqualTo(Entry.IN_LINE);
		assertThat(enter(this.c, 1)).isEqualTo(Entry.IN_LINE);
		assertThat(this.table.waiting(LOCK)).containsExactly(B, C);
		FencingToken first = row().token();
		assertThat(leave(this.a, 1)).isTrue();
		assertThat(row().owner()).isEqualTo(this.b);
		assertThat(row().state()).isEqualTo(Ownership.State.ACTIVE);
		assertThat(row().token()).isGreaterThan(first);
		assertThat(this.table.waiting(LOCK)).containsExactly(C);
	}

	@Test
	void aLockThatNobodyWantsTakesNoRoom() {
		enter(this.a, 1);
		leave(this.a, 1);
		assertThat(this.table.find(LOCK)).isEmpty();
		assertThat(this.table.lines()).isEmpty();
	}

	@Test
	void aRepeatedRequestStandsInLineOnce() {
		enter(this.a, 1);
		assertThat(enter(this.a, 1)).isEqualTo(Entry.GRANTED);
		enter(this.b, 1);
		assertThat(enter(this.b, 1)).isEqualTo(Entry.IN_LINE);
		assertThat(this.table.waiting(LOCK)).containsExactly(B);
	}

	@Test
	void oneWhoWouldNotWaitAndOneTooManyAreRefused() {
		enter(this.a, 1);
		assertThat(enter(this.b, 1, 0)).isEqualTo(Entry.FULL);
		assertThat(enter(this.b, 2, 1)).isEqualTo(Entry.IN_LINE);
		assertThat(enter(this.c, 1, 1)).isEqualTo(Entry.FULL);
		assertThat(this.table.waiting(LOCK)).containsExactly(B);
	}

	@Test
	void oneThatLeavesAfterItWasGrantedGivesItToTheNext() {
		enter(this.a, 1);
		enter(this.b, 1);
		enter(this.c, 1);
		leave(this.a, 1);
		assertThat(leave(this.b, 1)).isTrue();
		assertThat(row().owner()).isEqualTo(this.c);
	}

	@Test
	void oneThatLeavesWhileItWaitsIsPassedOver() {
		enter(this.a, 1);
		enter(this.b, 1);
		enter(this.c, 1);
		assertThat(leave(this.b, 1)).isTrue();
		leave(this.a, 1);
		assertThat(row().owner()).isEqualTo(this.c);
	}

	@Test
	void aLateWordOfARequestThatHasLeftDoesNothing() {
		enter(this.a, 1);
		enter(this.b, 1);
		leave(this.a, 1);
		Ownership now = row();
		assertThat(leave(this.a, 1)).isFalse();
		assertThat(leave(this.c, 9)).isFalse();
		assertThat(row()).isEqualTo(now);
	}

	@Test
	void aSessionThatEndsTakesItsRequestsWithItAndItsLocksGoToTheNextInTheSameEntry() {
		enter(this.a, 1);
		enter(this.a, 2);
		enter(this.b, 1);
		apply(new Command.CloseSession(this.a));
		assertThat(row().owner()).isEqualTo(this.b);
		assertThat(this.table.waiting(LOCK)).isEmpty();
		apply(new Command.CloseSession(this.b));
		assertThat(this.table.find(LOCK)).isEmpty();
		assertThat(enter(this.b, 2)).isEqualTo(Entry.NO_SESSION);
	}

	@Test
	void aDrainingNodeWaitsForNothingAndKeepsWhatItHolds() {
		enter(this.a, 1);
		enter(this.b, 1);
		enter(this.b, 2);
		enter(this.c, 1);
		this.changes.clear();
		apply(new Command.DrainSession(this.b));
		assertThat(this.table.waiting(LOCK)).containsExactly(C);
		assertThat(this.changes).isNotEmpty();
		assertThat(enter(this.b, 3)).isEqualTo(Entry.DRAINING);
		this.changes.clear();
		apply(new Command.DrainSession(this.a));
		assertThat(row().owner()).isEqualTo(this.a);
		assertThat(this.changes).as("its node is told to give it up").hasSize(1);
		leave(this.a, 1);
		assertThat(row().owner()).isEqualTo(this.c);
	}

	@Test
	void whatIsOwnedInAnotherWayIsNotGivenToALine() {
		apply(new Command.Claim(this.a, LOCK, java.util.Map.of()));
		assertThat(enter(this.b, 1)).isEqualTo(Entry.FULL);
	}

	@Test
	void aNumberThatIsZeroTakesNoRoom() {
		assertThat(change("n", new Numbers.Change.Add(5), 1)).containsExactly(1, 0, 5);
		assertThat(change("m", new Numbers.Change.Add(1), 1)).containsExactly(0, 0, 1);
		assertThat(this.table.number("m")).isZero();
		assertThat(change("n", new Numbers.Change.CompareAndSet(4, 9), 1)).containsExactly(1, 5, 5);
		assertThat(change("n", new Numbers.Change.CompareAndSet(5, 0), 1)).containsExactly(1, 5, 0);
		assertThat(change("m", new Numbers.Change.Set(Long.MAX_VALUE), 1)).containsExactly(1, 0, Long.MAX_VALUE);
		assertThat(change("m", new Numbers.Change.Add(1), 1)).containsExactly(1, Long.MAX_VALUE, Long.MIN_VALUE);
	}

	private long[] change(String name, Numbers.Change change, int most) {
		return TableReader.read(apply(new Command.ChangeNumber(name, change, most)),
				(in) -> new long[] { in.flag() ? 1 : 0, in.number(), in.number() });
	}

	private SessionId opened(NodeId node) {
		return OwnershipTable
			.openedSession(node, apply(new Command.OpenSession(node, 1, Duration.ofSeconds(2), Set.of())))
			.orElseThrow();
	}

	private Entry enter(SessionId session, long request) {
		return enter(session, request, 10);
	}

	private Entry enter(SessionId session, long request, int mostWaiting) {
		return Entry.of(apply(new Command.Enter(LOCK, new Waiter(session, request), mostWaiting)));
	}

	private boolean leave(SessionId session, long request) {
		return OwnershipTable.done(apply(new Command.Leave(LOCK, new Waiter(session, request))));
	}

	private Ownership row() {
		return this.table.find(LOCK).orElseThrow();
	}

	private byte[] apply(Command command) {
		return this.table.apply(++this.index, CommandCodec.encode(command));
	}

}
