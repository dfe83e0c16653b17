package io.distsys.ownership;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.consensus.StateChunk;
import io.distsys.consensus.StateMachine;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * The table itself: sessions, and who owns what. A deterministic state machine without
 * clock or I/O: whether time has run out is the leader's judgement and comes as a
 * command. Written on the event loop only, read from anywhere.
 *
 * @since 0.1
 */
public final class OwnershipTable implements StateMachine, OwnershipView {

	private static final byte[] DONE = { 1 };

	private static final byte[] NOTHING = { 0 };

	private final Map<NodeId, Session> sessions = new ConcurrentHashMap<>();

	private final PlannedKinds plannedKinds = new PlannedKinds(this.sessions.values());

	private final OwnedRows rows = new OwnedRows();

	private final Lines lines = new Lines(this.rows, this::find);

	private final NumberTable numbers = new NumberTable();

	private volatile MovesSwitch moves = MovesSwitch.UNTOUCHED;

	private volatile long version;

	private Runnable moveNow = () -> {
	};

	@Override
	public void reset(GroupId group) {
		clear();
		this.rows.tokensBeginAbove(group.tokenBase());
		allChanged();
	}

	private void clear() {
		this.sessions.clear();
		this.rows.clear();
		this.lines.clear();
		this.numbers.clear();
		this.moves = MovesSwitch.UNTOUCHED;
	}

	@Override
	public byte[] apply(long index, byte[] bytes) {
		Command command = CommandCodec.decode(bytes);
		if (command instanceof Command.RenewSession renew) {
			return renew(renew.session(), index);
		}
		if (command instanceof Command.ChangeNumber change) {
			return this.numbers.change(change);
		}
		if (command instanceof Command.Enter enter) {
			return this.lines.enter(enter).result();
		}
		if (command instanceof Command.Leave leave) {
			return answer(this.lines.leave(leave));
		}
		if (this.plannedKinds.concern(command)) {
			this.version++;
		}
		if (command instanceof Command.SetMoves set) {
			this.moves = this.moves.after(set, index);
			return this.moves.encode();
		}
		if (command instanceof Command.MoveNow) {
			return moveNow();
		}
		return applyToSessions(command, index);
	}

	private byte[] applyToSessions(Command command, long index) {
		if (command instanceof Command.OpenSession open) {
			return open(open, index);
		}
		if (command instanceof Command.CloseSession close) {
			return answer(find(close.session()) != null && end(close.session()));
		}
		if (command instanceof Command.ExpireSession expire) {
			Session session = find(expire.session());
			return answer(session != null && session.renewedAt() == expire.renewedAt() && end(expire.session()));
		}
		if (command instanceof Command.DrainSession drain) {
			return drain(drain.session());
		}
		if (command instanceof Command.ReplaceOffers replace) {
			return replace(replace.session(), find(replace.session()), (session) -> session.offering(replace.offers()));
		}
		return applyToResources(command);
	}

	private byte[] applyToResources(Command command) {
		if (command instanceof Command.Plan plan) {
			plan.moves().forEach(this::move);
			if (plan.seen() == this.moves.changedAt()) {
				plan.better().forEach(this::move);
			}
			return DONE;
		}
		if (command instanceof Command.Activated activated) {
			activated.held().forEach((held) -> activated(activated.session(), held));
			return DONE;
		}
		if (command instanceof Command.Released released) {
			released.handed().forEach((handed) -> released(released.session(), handed));
			return DONE;
		}
		if (command instanceof Command.Claim claim) {
			return claim(claim);
		}
		if (command instanceof Command.Unclaim unclaim) {
			return answer(this.rows.ifHeld(unclaim.session(), unclaim.held(), (row) -> null));
		}
		if (command instanceof Command.Describe describe) {
			return answer(this.rows.ifHeld(describe.session(), describe.held(),
					(row) -> row.describedBy(describe.metadata())));
		}
		throw new IllegalArgumentException("The table does not know " + command);
	}

	private byte[] open(Command.OpenSession open, long index) {
		Session present = this.sessions.get(open.node());
		if (present != null && open.attempt() <= present.attempt()) {
			return (open.attempt() == present.attempt()) ? sessionResult(present.id()) : NOTHING;
		}
		if (present != null) {
			end(present.id());
		}
		SessionId id = new SessionId(open.node(), index);
		this.sessions.put(open.node(), new Session(id, open.attempt(), open.ttl(), index, false, open.offers()));
		return sessionResult(id);
	}

	private byte[] drain(SessionId id) {
		byte[] result = replace(id, find(id), Session::drained);
		if (done(result)) {
			this.lines.drain(id);
		}
		return result;
	}

	private byte[] renew(SessionId id, long index) {
		return replace(id, find(id), (session) -> session.renewed(index));
	}

	private byte[] replace(SessionId id, @Nullable Session session, UnaryOperator<Session> replacement) {
		if (session == null) {
			return NOTHING;
		}
		this.sessions.put(id.node(), replacement.apply(session));
		return DONE;
	}

	private boolean end(SessionId id) {
		this.sessions.remove(id.node());
		this.lines.end(id);
		this.rows.freeAll(id);
		return true;
	}

	private void move(Command.Move move) {
		SessionId to = move.to();
		if (to != null && !isOpenToNew(to)) {
			return;
		}
		Ownership row = this.rows.find(move.key());
		if (row == null) {
			if (move.current() == null && to != null) {
				this.rows.grant(move.key(), to, null, Ownership.State.ASSIGNED, Map.of());
			}
		}
		else if (row.token().equals(move.current())) {
			this.rows.put(row.key(), row.releasingTo(to));
		}
	}

	private void activated(SessionId session, Command.Held held) {
		this.rows.ifHeld(session, held, (row) -> (row.state() == Ownership.State.ASSIGNED) ? row.active() : row);
	}

	/**
	 * The state is where the owner sent it: that session gets the grant, whatever was
	 * planned since. If it is gone or leaves, the owner must hand over again.
	 */
	private void released(SessionId owner, Command.Handed handed) {
		Ownership row = this.rows.find(handed.held().key());
		if (row == null || !row.owner().equals(owner) || !row.token().equals(handed.held().token())) {
			return;
		}
		SessionId to = handed.to();
		if (to == null) {
			this.rows.put(row.key(), null);
		}
		else if (isOpenToNew(to)) {
			this.rows.grant(row.key(), to, new Ownership.Cession(owner.node(), row.token()), Ownership.State.ASSIGNED,
					row.metadata());
		}
		else {
			this.rows.put(row.key(), row.releasingTo(to.equals(row.next()) ? null : row.next()));
		}
	}

	private byte[] claim(Command.Claim claim) {
		Ownership row = this.rows.find(claim.key());
		if (find(claim.session()) == null) {
			return NOTHING;
		}
		if (row == null) {
			row = this.rows.grant(claim.key(), claim.session(), null, Ownership.State.ACTIVE, claim.metadata());
		}
		Ownership answer = row;
		return TableWriter.bytes((out) -> {
			out.flag(true);
			out.ownership(answer);
		});
	}

	private byte[] moveNow() {
		if (this.moves.pause() != null) {
			return NOTHING;
		}
		this.moveNow.run();
		return DONE;
	}

	/**
	 * Be told when moves are asked for that are not paused. That is no state of the
	 * table: who is not told does not know.
	 */
	void onMoveNow(Runnable listener) {
		this.moveNow = listener;
	}

	/** Whether moves are paused. */
	MovesSwitch moves() {
		return this.moves;
	}

	private void allChanged() {
		this.version++;
		this.rows.allChanged();
	}

	/** Whether a session may be given something. */
	boolean isOpenToNew(SessionId id) {
		Session session = find(id);
		return session != null && !session.draining();
	}

	/** Whether a node that does not leave says that it is able to own a resource. */
	boolean isOffered(ResourceKey key) {
		return this.sessions.values().stream().anyMatch((session) -> !session.draining() && session.offers(key));
	}

	/** Whether plans depend on resources of a kind. */
	boolean isPlanned(String kind) {
		return this.plannedKinds.contain(kind);
	}

	@Nullable Session find(SessionId id) {
		Session session = this.sessions.get(id.node());
		return (session != null && session.id().equals(id)) ? session : null;
	}

	/**
	 * Changes with everything that a plan depends on, so not with renewals, and not with
	 * claims of a kind that nobody offers.
	 */
	long version() {
		return this.version;
	}

	static Optional<SessionId> openedSession(NodeId node, byte[] result) {
		return TableReader.read(result,
				(in) -> in.flag() ? Optional.of(new SessionId(node, in.number())) : Optional.empty());
	}

	static Optional<Ownership> claimed(byte[] result) {
		return TableReader.read(result, (in) -> in.flag() ? Optional.of(in.ownership()) : Optional.empty());
	}

	static boolean done(byte[] result) {
		return result[0] != 0;
	}

	private static byte[] sessionResult(SessionId id) {
		return TableWriter.bytes((out) -> {
			out.flag(true);
			out.number(id.openedAt());
		});
	}

	private static byte[] answer(boolean done) {
		return done ? DONE : NOTHING;
	}

	@Override
	public List<StateChunk> snapshot() {
		return TableSnapshot.take(this.rows.lastToken(), this.sessions.values(), this.rows.all(), this.lines.all(),
				this.numbers.all(), this.moves);
	}

	@Override
	public void install(long index, List<byte[]> chunks) {
		clear();
		this.rows.tokensBeginAbove(TableSnapshot.read(chunks, new SnapshotReceiver()));
		allChanged();
	}

	@Override
	public void raiseTokens(long index, long floor) {
		this.rows.tokensBeginAbove(Math.max(this.rows.lastToken(), floor));
	}

	@Override
	public long highestToken() {
		return this.rows.highestTokenEver();
	}

	@Override
	public Optional<Ownership> find(ResourceKey key) {
		return Optional.ofNullable(this.rows.find(key));
	}

	@Override
	public Stream<Ownership> ofKind(String kind) {
		return all().filter((row) -> row.key().kind().equals(kind));
	}

	@Override
	public List<NodeId> waiting(ResourceKey key) {
		Line line = this.lines.find(key);
		return (line != null) ? line.waiting().stream().map((waiter) -> waiter.session().node()).toList() : List.of();
	}

	Map<ResourceKey, Line> lines() {
		return this.lines.all();
	}

	long number(String name) {
		return this.numbers.get(name);
	}

	/** The rows that plans depend on. */
	List<Ownership> planned() {
		return this.plannedKinds.among(all());
	}

	Stream<Ownership> all() {
		return this.rows.all().values().stream();
	}

	@Override
	public Collection<Session> sessions() {
		return List.copyOf(this.sessions.values());
	}

	@Override
	public Optional<Session> sessionOf(NodeId node) {
		return Optional.ofNullable(this.sessions.get(node));
	}

	@Override
	public Subscription subscribe(Consumer<? super OwnershipChange> listener) {
		return this.rows.subscribe(listener);
	}

	/** Takes what stood in a snapshot. */
	private final class SnapshotReceiver implements TableSnapshot.Receiver {

		@Override
		public void session(Session session) {
			OwnershipTable.this.sessions.put(session.id().node(), session);
		}

		@Override
		public void row(Ownership row) {
			OwnershipTable.this.rows.restore(row);
		}

		@Override
		public void line(ResourceKey key, Line line) {
			OwnershipTable.this.lines.restore(key, line);
		}

		@Override
		public void number(String name, long value) {
			OwnershipTable.this.numbers.restore(name, value);
		}

		@Override
		public void moves(MovesSwitch moves) {
			OwnershipTable.this.moves = moves;
		}

	}

}
