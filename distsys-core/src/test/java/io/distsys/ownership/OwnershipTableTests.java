package io.distsys.ownership;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.consensus.StateChunk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OwnershipTableTests {

	private static final NodeId A = new NodeId(0, 1);

	private static final NodeId B = new NodeId(0, 2);

	private static final ResourceKey LEDGER = ResourceKey.of("singleton", "ledger");

	private static final MovesPause PAUSE = new MovesPause("ann", "the database is being moved",
			Instant.ofEpochMilli(1_234));

	private final OwnershipTable table = new OwnershipTable();

	private long index;

	@BeforeEach
	void beginGroup() {
		this.table.reset(new GroupId(7, 1_000));
	}

	@Test
	void aRepeatedOpeningIsOneSession() {
		byte[] first = apply(open(A, 1));
		assertThat(apply(open(A, 1))).isEqualTo(first);
		assertThat(this.table.sessions()).hasSize(1);
	}

	@Test
	void aLateOpeningOfAnEarlierAttemptDoesNotEndTheLaterSession() {
		SessionId session = opened(A, 2);
		apply(open(A, 1));
		assertThat(this.table.find(session)).isNotNull();
	}

	@Test
	void aNewSessionOfANodeFreesWhatTheOldOneHeld() {
		grant(LEDGER, opened(A, 1));
		opened(A, 2);
		assertThat(this.table.find(LEDGER)).isEmpty();
	}

	@Test
	void anExpiryThatDoesNotKnowTheLastRenewalDoesNothing() {
		SessionId session = opened(A, 1);
		long openedAt = this.index;
		apply(new Command.RenewSession(session));
		apply(new Command.ExpireSession(session, openedAt));
		assertThat(this.table.find(session)).isNotNull();
		apply(new Command.ExpireSession(session, this.index - 1));
		assertThat(this.table.find(session)).isNull();
	}

	@Test
	void aResourceIsNotGivenTwice() {
		SessionId a = opened(A, 1);
		SessionId b = opened(B, 1);
		grant(LEDGER, a);
		grant(LEDGER, b);
		assertThat(row().owner()).isEqualTo(a);
	}

	@Test
	void namesChangeNothingThatAPlanDependsOn() {
		ResourceKey name = ResourceKey.of("name", "terminal");
		SessionId session = opened(A, 1);
		long before = this.table.version();
		apply(new Command.Claim(session, name, Map.of()));
		Command.Held held = new Command.Held(name, this.table.find(name).orElseThrow().token());
		apply(new Command.Describe(session, held, Map.of("address", "here")));
		assertThat(this.table.planned()).isEmpty();
		apply(new Command.Unclaim(session, held));
		assertThat(this.table.version()).isEqualTo(before);
		assertThat(this.table.find(name)).isEmpty();
	}

	@Test
	void whoeverClaimsWhatIsOfferedChangesWhatAPlanDependsOn() {
		SessionId session = opened(A, 1);
		apply(new Command.ReplaceOffers(session, Set.of(new Offer("singleton", "ledger", 1))));
		long before = this.table.version();
		apply(new Command.Claim(session, LEDGER, Map.of()));
		assertThat(this.table.version()).isGreaterThan(before);
		assertThat(this.table.planned()).containsExactly(row());
	}

	@Test
	void aMoveWaitsForTheRelease() {
		SessionId a = opened(A, 1);
		SessionId b = opened(B, 1);
		grant(LEDGER, a);
		FencingToken first = row().token();
		apply(new Command.Plan(List.of(new Command.Move(LEDGER, first, b))));
		assertThat(row().owner()).isEqualTo(a);
		assertThat(row().state()).isEqualTo(Ownership.State.RELEASING);
		release(a, first, b);
		assertThat(row().owner()).isEqualTo(b);
		assertThat(row().token()).isGreaterThan(first);
		assertThat(row().cededBy()).isEqualTo(new Ownership.Cession(A, first));
	}

	@Test
	void stateThatWasSentToANodeThatIsGoneMustBeSentAgain() {
		SessionId a = opened(A, 1);
		SessionId b = opened(B, 1);
		grant(LEDGER, a);
		apply(new Command.Plan(List.of(new Command.Move(LEDGER, row().token(), b))));
		apply(new Command.CloseSession(b));
		release(a, row().token(), b);
		assertThat(row().owner()).isEqualTo(a);
		assertThat(row().state()).isEqualTo(Ownership.State.RELEASING);
		assertThat(row().next()).isNull();
	}

	@Test
	void stateIsNotGivenToANodeThatLeaves() {
		SessionId a = opened(A, 1);
		SessionId b = opened(B, 1);
		grant(LEDGER, a);
		apply(new Command.Plan(List.of(new Command.Move(LEDGER, row().token(), b))));
		apply(new Command.DrainSession(b));
		release(a, row().token(), b);
		assertThat(row().owner()).isEqualTo(a);
	}

	@Test
	void aListenerThatFailsLeavesNoCommandHalfApplied() {
		SessionId a = opened(A, 1);
		for (int i = 0; i < 4; i++) {
			grant(new ResourceKey("slot", "donors", i), a);
		}
		this.table.subscribe((change) -> {
			throw new IllegalStateException("a listener that fails");
		});
		apply(new Command.CloseSession(a));
		assertThat(this.table.ofKind("slot")).isEmpty();
	}

	@Test
	void commandsAboutAnEarlierGrantDoNothing() {
		SessionId a = opened(A, 1);
		SessionId b = opened(B, 1);
		grant(LEDGER, a);
		FencingToken old = row().token();
		release(a, old, null);
		grant(LEDGER, b);
		Ownership now = row();
		release(a, old, null);
		apply(new Command.Unclaim(a, new Command.Held(LEDGER, old)));
		apply(new Command.Plan(List.of(new Command.Move(LEDGER, old, a))));
		assertThat(row()).isEqualTo(now);
	}

	@Test
	void aDrainingNodeIsGivenNothing() {
		SessionId a = opened(A, 1);
		apply(new Command.DrainSession(a));
		grant(LEDGER, a);
		assertThat(this.table.find(LEDGER)).isEmpty();
	}

	@Test
	void aClaimAnswersWithTheHolder() {
		SessionId a = opened(A, 1);
		SessionId b = opened(B, 1);
		byte[] mine = apply(new Command.Claim(a, LEDGER, Map.of("port", "1")));
		byte[] his = apply(new Command.Claim(b, LEDGER, Map.of()));
		assertThat(OwnershipTable.claimed(mine)).get().extracting(Ownership::owner).isEqualTo(a);
		assertThat(OwnershipTable.claimed(his)).get().extracting(Ownership::owner).isEqualTo(a);
	}

	@Test
	void aSnapshotIsTheWholeTable() {
		Random random = new Random(5);
		randomCommands(random, 400);
		OwnershipTable copy = new OwnershipTable();
		copy.reset(new GroupId(7, 1_000));
		copy.install(this.index, bytes(this.table));
		assertThat(copy.all()).containsExactlyInAnyOrderElementsOf(this.table.all().toList());
		assertThat(copy.sessions()).containsExactlyInAnyOrderElementsOf(this.table.sessions());
		byte[] next = CommandCodec.encode(open(B, 1_000));
		assertThat(copy.apply(this.index + 1, next)).isEqualTo(this.table.apply(this.index + 1, next));
		assertThat(bytes(copy)).usingRecursiveComparison().isEqualTo(bytes(this.table));
	}

	@Test
	void noChunkOfASnapshotIsLongHoweverLongTheRowsAre() {
		SessionId session = opened(A, 1);
		Map<String, String> longest = Map.of("k", "v".repeat(65_500));
		for (int i = 0; i < 300; i++) {
			apply(new Command.Claim(session, ResourceKey.of("name", "n" + i), (i % 3 == 0) ? Map.of() : longest));
		}
		List<byte[]> chunks = bytes(this.table);
		assertThat(chunks).allMatch((chunk) -> chunk.length < 4 * 1024 * 1024);
		OwnershipTable copy = new OwnershipTable();
		copy.install(this.index, chunks);
		assertThat(copy.all()).containsExactlyInAnyOrderElementsOf(this.table.all().toList());
		assertThat(bytes(copy).toArray(byte[][]::new)).isDeepEqualTo(chunks.toArray(byte[][]::new));
	}

	/** Each chunk takes a round trip. */
	@Test
	void locksForWhichFewWaitShareTheChunksOfASnapshot() {
		SessionId session = opened(A, 1);
		for (int i = 0; i < 500; i++) {
			apply(new Command.Enter(ResourceKey.of("lock", "l" + i), new Waiter(session, i), 5));
		}
		for (int i = 0; i < 60; i++) {
			apply(new Command.Enter(ResourceKey.of("lock", "wanted"), new Waiter(session, 1_000 + i), 100));
		}
		List<byte[]> chunks = bytes(this.table);
		assertThat(chunks).as("sessions, rows, locks, the one for which many wait").hasSize(4);
		OwnershipTable copy = new OwnershipTable();
		copy.install(this.index, chunks);
		assertThat(copy.lines()).isEqualTo(this.table.lines());
	}

	@Test
	void aSnapshotShowsNothingOfWhatHasHappenedSince() {
		SessionId session = opened(A, 1);
		apply(new Command.Claim(session, LEDGER, Map.of("k", "before")));
		apply(new Command.Enter(ResourceKey.of("lock", "x"), new Waiter(session, 1), 5));
		apply(new Command.ChangeNumber("n", new Numbers.Change.Set(1), 5));
		List<StateChunk> taken = this.table.snapshot();
		List<byte[]> before = StateChunk.bytesOf(taken);
		List<StateChunk> unwritten = this.table.snapshot();
		apply(new Command.Describe(session, new Command.Held(LEDGER, row().token()), Map.of("k", "after")));
		apply(new Command.Enter(ResourceKey.of("lock", "x"), new Waiter(session, 2), 5));
		apply(new Command.ChangeNumber("n", new Numbers.Change.Set(2), 5));
		apply(new Command.SetMoves(0, PAUSE));
		opened(B, 1);
		assertThat(StateChunk.bytesOf(unwritten)).usingRecursiveComparison().isEqualTo(before);
		assertThat(StateChunk.bytesOf(taken)).usingRecursiveComparison().isEqualTo(before);
	}

	@Test
	void aStrategyStandsInTheLogAndOffersWithoutOneAreWrittenAsBeforeThereWereAny() {
		Offer.Terms terms = new Offer.Terms(2, "1.4", Duration.ofSeconds(3), 5);
		Offer.Terms staying = new Offer.Terms(2, "1.4", Duration.ofSeconds(3), 5, "STAY", List.of());
		byte[] before = CommandCodec.encode(offering(terms));
		byte[] named = CommandCodec.encode(offering(staying));
		assertThat(CommandCodec.decode(before)).isEqualTo(offering(terms));
		assertThat(CommandCodec.decode(named)).isEqualTo(offering(staying));
		assertThat(ByteBuffer.wrap(before).getInt(before.length - Integer.BYTES)).isEqualTo(5);
		assertThat(named.length - before.length).isEqualTo(Short.BYTES + "STAY".length());
	}

	@Test
	void aProposalStandsInTheLogAndInASnapshot() {
		Offer.Terms terms = Offer.Terms.NONE.proposing(List.of(A, B, A, A, new NodeId(0, 9)));
		assertThat(CommandCodec.decode(CommandCodec.encode(offering(terms)))).isEqualTo(offering(terms));
		SessionId session = opened(A, 1);
		apply(new Command.ReplaceOffers(session, Set.of(new Offer("slot", "donors", 4, terms))));
		OwnershipTable copy = new OwnershipTable();
		copy.install(this.index, bytes(this.table));
		assertThat(copy.sessions()).containsExactlyElementsOf(this.table.sessions());
	}

	@Test
	void aNodeThatIsGivenNothingMoreSaysSoInTheLog() {
		Offer.Terms terms = new Offer.Terms(2, "1.4", Duration.ofSeconds(3), 5);
		Offer.Terms proposing = terms.proposing(List.of(A, B, A, A));
		for (Offer.Terms each : List.of(terms, proposing)) {
			byte[] encoded = CommandCodec.encode(offering(each.keepingOnly()));
			assertThat(CommandCodec.decode(encoded)).isEqualTo(offering(each.keepingOnly()))
				.isNotEqualTo(offering(each));
			assertThat(encoded).hasSameSizeAs(CommandCodec.encode(offering(each)));
		}
	}

	private static List<byte[]> bytes(OwnershipTable table) {
		return StateChunk.bytesOf(table.snapshot());
	}

	private static Command offering(Offer.Terms terms) {
		return new Command.ReplaceOffers(new SessionId(A, 1), Set.of(new Offer("slot", "donors", 4, terms)));
	}

	@Test
	void aRequestAboutMovesThatComesTooLateDoesNothing() {
		assertThat(apply(new Command.SetMoves(0, PAUSE))).isEqualTo(this.table.moves().encode());
		long pausedAt = this.index;
		assertThat(this.table.moves()).isEqualTo(new MovesSwitch(pausedAt, PAUSE));
		apply(new Command.SetMoves(pausedAt, null));
		MovesSwitch resumed = this.table.moves();
		assertThat(resumed.pause()).isNull();
		apply(new Command.SetMoves(0, PAUSE));
		assertThat(this.table.moves()).as("a pause that was asked for before the first one").isEqualTo(resumed);
		apply(new Command.SetMoves(resumed.changedAt(), PAUSE));
		apply(new Command.SetMoves(pausedAt, null));
		assertThat(this.table.moves().pause()).as("resumed by who has seen the first pause only").isEqualTo(PAUSE);
	}

	@Test
	void whatWouldOnlyBeBetterElsewhereStaysIfMovesWerePausedAfterItWasPlanned() {
		SessionId a = opened(A, 1);
		SessionId b = opened(B, 1);
		ResourceKey mailer = ResourceKey.of("singleton", "mailer");
		grant(LEDGER, a);
		grant(mailer, a);
		Command planned = new Command.Plan(
				List.of(new Command.Move(mailer, this.table.find(mailer).orElseThrow().token(), b)), 0,
				List.of(new Command.Move(LEDGER, row().token(), b)));
		apply(new Command.SetMoves(0, PAUSE));
		long pausedAt = this.index;
		apply(planned);
		assertThat(row().state()).isEqualTo(Ownership.State.ASSIGNED);
		assertThat(this.table.find(mailer).orElseThrow().state()).isEqualTo(Ownership.State.RELEASING);
		apply(new Command.SetMoves(pausedAt, null));
		apply(planned);
		assertThat(row().state()).as("planned before the pause that has ended").isEqualTo(Ownership.State.ASSIGNED);
		apply(new Command.Plan(List.of(), this.index - 1, List.of(new Command.Move(LEDGER, row().token(), b))));
		assertThat(row().state()).isEqualTo(Ownership.State.RELEASING);
	}

	@Test
	void aPlanInWhichNothingIsOnlyBetterIsWrittenAsBeforeThatWasSaid() {
		Command.Move free = new Command.Move(LEDGER, null, new SessionId(A, 1));
		Command.Move better = new Command.Move(LEDGER, new FencingToken(4), new SessionId(B, 2));
		Command without = new Command.Plan(List.of(free));
		Command with = new Command.Plan(List.of(free), 9, List.of(better));
		assertThat(CommandCodec.encode(without)).startsWith(7);
		assertThat(CommandCodec.decode(CommandCodec.encode(without))).isEqualTo(without);
		assertThat(CommandCodec.decode(CommandCodec.encode(with))).isEqualTo(with);
	}

	@Test
	void aPauseStandsInASnapshotAndEndsWithTheGroup() {
		OwnershipTable copy = new OwnershipTable();
		copy.reset(new GroupId(7, 1_000));
		copy.install(this.index, bytes(this.table));
		assertThat(copy.moves().pause()).as("a snapshot as it was before there were pauses").isNull();
		assertThat(bytes(this.table)).hasSize(1);
		apply(new Command.SetMoves(0, PAUSE));
		copy.install(this.index, bytes(this.table));
		assertThat(copy.moves()).isEqualTo(this.table.moves());
		assertThat(bytes(copy)).usingRecursiveComparison().isEqualTo(bytes(this.table));
		copy.reset(new GroupId(8, 2_000));
		assertThat(copy.moves()).isEqualTo(MovesSwitch.UNTOUCHED);
	}

	@Test
	void movesAreNotMadeNowWhileTheyArePaused() {
		List<String> asked = new ArrayList<>();
		this.table.onMoveNow(() -> asked.add("now"));
		assertThat(OwnershipTable.done(apply(new Command.MoveNow()))).isTrue();
		apply(new Command.SetMoves(0, PAUSE));
		assertThat(OwnershipTable.done(apply(new Command.MoveNow()))).isFalse();
		assertThat(asked).hasSize(1);
	}

	@Test
	void tokensGrowAndNoneIsGivenTwiceWhateverIsCommanded() {
		for (int seed = 0; seed < 50; seed++) {
			OwnershipTable fresh = new OwnershipTable();
			fresh.reset(new GroupId(seed, 0));
			Set<Long> tokens = new HashSet<>();
			Map<ResourceKey, Long> last = new java.util.HashMap<>();
			fresh.subscribe((change) -> {
				Ownership after = change.after();
				Ownership before = change.before();
				if (after != null && (before == null || !before.token().equals(after.token()))) {
					assertThat(tokens.add(after.token().value())).isTrue();
					Long previous = last.put(after.key(), after.token().value());
					assertThat(previous == null || previous < after.token().value()).isTrue();
				}
			});
			Random random = new Random(seed);
			for (int i = 1; i <= 300; i++) {
				fresh.apply(i, CommandCodec.encode(randomCommand(fresh, random)));
			}
			assertThat(tokens).isNotEmpty();
		}
	}

	@Test
	void tokensOfALaterGroupBeginAboveItsBase() {
		grant(LEDGER, opened(A, 1));
		long before = row().token().value();
		this.table.reset(new GroupId(8, before + 500));
		grant(LEDGER, opened(A, 2));
		assertThat(row().token().value()).isGreaterThan(before + 500);
	}

	private void randomCommands(Random random, int count) {
		for (int i = 0; i < count; i++) {
			apply(randomCommand(this.table, random));
		}
	}

	private static Command randomCommand(OwnershipTable table, Random random) {
		List<Session> sessions = new ArrayList<>(table.sessions());
		NodeId node = new NodeId(0, 1 + random.nextInt(3));
		if (sessions.isEmpty()) {
			return open(node, random.nextInt(1_000));
		}
		SessionId session = sessions.get(random.nextInt(sessions.size())).id();
		ResourceKey key = new ResourceKey("slot", "donors", random.nextInt(5));
		Ownership row = table.find(key).orElse(null);
		FencingToken token = (row != null) ? row.token() : null;
		return switch (random.nextInt(8)) {
			case 0 -> open(node, random.nextInt(1_000));
			case 1 -> new Command.RenewSession(session);
			case 2 -> new Command.CloseSession(session);
			case 3 -> new Command.Plan(List.of(new Command.Move(key, token, session)));
			case 4 -> new Command.Plan(List.of(), 0, List.of(new Command.Move(key, token, session)));
			case 5 -> (row != null)
					? new Command.Released(row.owner(),
							List.of(new Command.Handed(new Command.Held(key, row.token()), row.next())))
					: new Command.DrainSession(session);
			case 6 -> (row != null) ? new Command.Activated(row.owner(), List.of(new Command.Held(key, row.token())))
					: new Command.ReplaceOffers(session, Set.of(new Offer("slot", "donors", 5)));
			default -> new Command.Claim(session, ResourceKey.of("name", "n" + random.nextInt(4)), Map.of("k", "v"));
		};
	}

	private static Command.OpenSession open(NodeId node, long attempt) {
		return new Command.OpenSession(node, attempt, Duration.ofSeconds(2), Set.of());
	}

	private SessionId opened(NodeId node, long attempt) {
		return OwnershipTable.openedSession(node, apply(open(node, attempt))).orElseThrow();
	}

	private void grant(ResourceKey key, SessionId session) {
		apply(new Command.Plan(List.of(new Command.Move(key, null, session))));
	}

	private void release(SessionId owner, FencingToken token, SessionId to) {
		apply(new Command.Released(owner, List.of(new Command.Handed(new Command.Held(LEDGER, token), to))));
	}

	private Ownership row() {
		return this.table.find(LEDGER).orElseThrow();
	}

	private byte[] apply(Command command) {
		return this.table.apply(++this.index, CommandCodec.encode(command));
	}

}
