package io.distsys.ownership;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.consensus.StateMachine;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table itself: sessions, and who owns what. A deterministic state machine without
 * clock or I/O: whether time has run out is the leader's judgement and comes as a
 * command. Written on the event loop only, read from anywhere.
 *
 * @since 0.1
 */
public final class OwnershipTable implements StateMachine, OwnershipView {

	private static final Logger logger = LoggerFactory.getLogger(OwnershipTable.class);

	private static final byte[] DONE = { 1 };

	private static final byte[] NOTHING = { 0 };

	private static final int ROWS_A_CHUNK = 2_000;

	private final Map<NodeId, Session> sessions = new ConcurrentHashMap<>();

	private final Map<ResourceKey, Ownership> rows = new ConcurrentHashMap<>();

	private final List<Consumer<? super OwnershipChange>> listeners = new CopyOnWriteArrayList<>();

	private volatile long lastToken;

	private volatile long highestTokenEver;

	private volatile long version;

	@Override
	public void reset(GroupId group) {
		this.sessions.clear();
		this.rows.clear();
		this.lastToken = group.tokenBase();
		this.highestTokenEver = Math.max(this.highestTokenEver, this.lastToken);
		allChanged();
	}

	@Override
	public byte[] apply(long index, byte[] bytes) {
		Command command = CommandCodec.decode(bytes);
		if (command instanceof Command.RenewSession renew) {
			return renew(renew.session(), index);
		}
		this.version++;
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
			return replace(drain.session(), find(drain.session()), Session::drained);
		}
		if (command instanceof Command.ReplaceOffers replace) {
			return replace(replace.session(), find(replace.session()), (session) -> session.offering(replace.offers()));
		}
		return applyToResources(command);
	}

	private byte[] applyToResources(Command command) {
		if (command instanceof Command.Plan plan) {
			plan.moves().forEach(this::move);
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
			return answer(ifHeld(unclaim.session(), unclaim.held(), (row) -> null));
		}
		if (command instanceof Command.Describe describe) {
			return answer(ifHeld(describe.session(), describe.held(), (row) -> row.describedBy(describe.metadata())));
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
		for (Ownership row : List.copyOf(this.rows.values())) {
			if (row.owner().equals(id)) {
				put(row.key(), null);
			}
		}
		return true;
	}

	private void move(Command.Move move) {
		SessionId to = move.to();
		if (to != null && !isOpenToNew(to)) {
			return;
		}
		Ownership row = this.rows.get(move.key());
		if (row == null) {
			if (move.current() == null && to != null) {
				grant(move.key(), to, null, Ownership.State.ASSIGNED, Map.of());
			}
		}
		else if (row.token().equals(move.current())) {
			put(row.key(), row.releasingTo(to));
		}
	}

	private void activated(SessionId session, Command.Held held) {
		ifHeld(session, held, (row) -> (row.state() == Ownership.State.ASSIGNED) ? row.active() : row);
	}

	/**
	 * The state is where the owner sent it: that session gets the grant, whatever was
	 * planned since. If it is gone or leaves, the owner must hand over again.
	 */
	private void released(SessionId owner, Command.Handed handed) {
		Ownership row = this.rows.get(handed.held().key());
		if (row == null || !row.owner().equals(owner) || !row.token().equals(handed.held().token())) {
			return;
		}
		SessionId to = handed.to();
		if (to == null) {
			put(row.key(), null);
		}
		else if (isOpenToNew(to)) {
			grant(row.key(), to, new Ownership.Cession(owner.node(), row.token()), Ownership.State.ASSIGNED,
					row.metadata());
		}
		else {
			put(row.key(), row.releasingTo(to.equals(row.next()) ? null : row.next()));
		}
	}

	private byte[] claim(Command.Claim claim) {
		Ownership row = this.rows.get(claim.key());
		if (find(claim.session()) == null) {
			return NOTHING;
		}
		if (row == null) {
			row = grant(claim.key(), claim.session(), null, Ownership.State.ACTIVE, claim.metadata());
		}
		Ownership answer = row;
		return TableWriter.bytes((out) -> {
			out.flag(true);
			out.ownership(answer);
		});
	}

	private Ownership grant(ResourceKey key, SessionId to, Ownership.@Nullable Cession cededBy, Ownership.State state,
			Map<String, String> metadata) {
		this.lastToken++;
		this.highestTokenEver = Math.max(this.highestTokenEver, this.lastToken);
		Ownership row = new Ownership(key, to, new FencingToken(this.lastToken), state, null, cededBy, metadata);
		put(key, row);
		return row;
	}

	private boolean ifHeld(SessionId session, Command.Held held, Function<Ownership, @Nullable Ownership> change) {
		Ownership row = this.rows.get(held.key());
		if (row == null || !row.owner().equals(session) || !row.token().equals(held.token())) {
			return false;
		}
		put(held.key(), change.apply(row));
		return true;
	}

	private void put(ResourceKey key, @Nullable Ownership after) {
		Ownership before = (after != null) ? this.rows.put(key, after) : this.rows.remove(key);
		if (after != null && after.equals(before)) {
			return;
		}
		OwnershipChange change = new OwnershipChange(key, before, after);
		tell(change);
	}

	private void allChanged() {
		this.version++;
		tell(new OwnershipChange(null, null, null));
	}

	/** A listener that fails must not leave a command half applied on this node alone. */
	private void tell(OwnershipChange change) {
		for (Consumer<? super OwnershipChange> listener : this.listeners) {
			try {
				listener.accept(change);
			}
			catch (RuntimeException | LinkageError | AssertionError | StackOverflowError ex) {
				logger.error("A listener of the ownership table failed change={}", change, ex);
			}
		}
	}

	/** Whether a session may be given something. */
	boolean isOpenToNew(SessionId id) {
		Session session = find(id);
		return session != null && !session.draining();
	}

	@Nullable Session find(SessionId id) {
		Session session = this.sessions.get(id.node());
		return (session != null && session.id().equals(id)) ? session : null;
	}

	/** Changes with everything but renewals: what a plan depends on. */
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
	public List<byte[]> snapshot() {
		List<byte[]> chunks = new ArrayList<>();
		chunks.add(TableWriter.bytes((out) -> {
			out.number(this.lastToken);
			out.many(new TreeMap<>(this.sessions).values(), out::session);
		}));
		List<Ownership> sorted = new ArrayList<>(new TreeMap<>(this.rows).values());
		for (int from = 0; from < sorted.size(); from += ROWS_A_CHUNK) {
			List<Ownership> part = sorted.subList(from, Math.min(from + ROWS_A_CHUNK, sorted.size()));
			chunks.add(TableWriter.bytes((out) -> out.many(part, out::ownership)));
		}
		return chunks;
	}

	@Override
	public void install(long index, List<byte[]> chunks) {
		this.sessions.clear();
		this.rows.clear();
		TableReader.read(chunks.get(0), (in) -> {
			this.lastToken = in.number();
			in.many(in::session).forEach((session) -> this.sessions.put(session.id().node(), session));
			return this.lastToken;
		});
		for (byte[] chunk : chunks.subList(1, chunks.size())) {
			TableReader.read(chunk, (in) -> in.many(in::ownership)).forEach((row) -> this.rows.put(row.key(), row));
		}
		this.highestTokenEver = Math.max(this.highestTokenEver, this.lastToken);
		allChanged();
	}

	@Override
	public void raiseTokens(long index, long floor) {
		this.lastToken = Math.max(this.lastToken, floor);
		this.highestTokenEver = Math.max(this.highestTokenEver, this.lastToken);
	}

	@Override
	public long highestToken() {
		return this.highestTokenEver;
	}

	@Override
	public Optional<Ownership> find(ResourceKey key) {
		return Optional.ofNullable(this.rows.get(key));
	}

	@Override
	public Stream<Ownership> ofKind(String kind) {
		return this.rows.values().stream().filter((row) -> row.key().kind().equals(kind));
	}

	Stream<Ownership> all() {
		return this.rows.values().stream();
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
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

}
