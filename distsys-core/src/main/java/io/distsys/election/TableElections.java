package io.distsys.election;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.Queues.Entrant;
import io.distsys.ownership.Queues.Ticket;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Session;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Elections over the lines of the ownership table. When the session of this node drains,
 * its candidates resign.
 *
 * @since 0.1
 */
public final class TableElections implements LeaderElections {

	/** The kind of the resources that stand for leaderships. */
	public static final String KIND = "election";

	/** How many candidates may wait in one election. */
	static final int MAX_WAITING = 1_000;

	private static final Logger logger = LoggerFactory.getLogger(TableElections.class);

	private final NodeId self;

	private final Ownerships ownerships;

	private final EventLoop loop;

	private final Executor userExecutor;

	private final Duration resignTimeout;

	private final Set<TableCandidacy> candidacies = ConcurrentHashMap.newKeySet();

	private final List<Consumer<? super LeadershipEvent>> listeners = new CopyOnWriteArrayList<>();

	private volatile boolean closed;

	/**
	 * Create them.
	 * @param self this node
	 * @param ownerships this node's side of the table
	 * @param loop the core's event loop
	 * @param userExecutor runs listeners
	 * @param resignTimeout how long a listener may take to stop when its candidate
	 * resigns; then the fence is closed all the same
	 */
	public TableElections(NodeId self, Ownerships ownerships, EventLoop loop, Executor userExecutor,
			Duration resignTimeout) {
		this.self = self;
		this.ownerships = ownerships;
		this.loop = loop;
		this.userExecutor = userExecutor;
		this.resignTimeout = resignTimeout;
		ownerships.view().subscribe(this::tableChanged);
	}

	private void tableChanged(OwnershipChange change) {
		ResourceKey key = change.key();
		boolean concerned = key != null && key.kind().equals(KIND) && !this.candidacies.isEmpty();
		if (concerned && this.ownerships.view().sessionOf(this.self).filter(Session::draining).isPresent()) {
			this.candidacies.forEach(TableCandidacy::resign);
		}
	}

	@Override
	public LeaderElection of(String name) {
		if (name.isEmpty() || name.length() > ResourceKey.LONGEST_NAME) {
			throw new IllegalArgumentException("The name of an election has 1 to " + ResourceKey.LONGEST_NAME
					+ " characters, not " + name.length() + ": '" + name + "'");
		}
		return new TableElection(name, this);
	}

	@Override
	public List<ElectionStatus> list() {
		return this.ownerships.view()
			.ofKind(KIND)
			.map((row) -> new ElectionStatus(row.key().name(), leader(row), this.ownerships.view().waiting(row.key())))
			.sorted(Comparator.comparing(ElectionStatus::name))
			.toList();
	}

	static Leader leader(Ownership row) {
		return new Leader(row.node(), row.token());
	}

	@Override
	public int leading() {
		return (int) this.candidacies.stream().filter(Candidacy::isLeader).count();
	}

	@Override
	public Subscription subscribe(Consumer<? super LeadershipEvent> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	/**
	 * Let all candidates of this node resign, and take no more.
	 * @return completes when nothing of them is left in the cluster, or the session of
	 * this node has ended
	 */
	public CompletionStage<Void> stop() {
		this.closed = true;
		return CompletableFuture.allOf(this.candidacies.stream()
			.map(TableCandidacy::resign)
			.map(CompletionStage::toCompletableFuture)
			.toArray(CompletableFuture<?>[]::new));
	}

	Candidacy join(String name, LeadershipListener listener) {
		if (this.closed) {
			throw new IllegalStateException(
					"This node leaves the cluster and stands in no more elections: '" + name + "'");
		}
		TableCandidacy candidacy = new TableCandidacy(name, listener, this);
		this.candidacies.add(candidacy);
		candidacy.begin();
		if (this.closed) {
			candidacy.resign();
		}
		return candidacy;
	}

	void over(TableCandidacy candidacy) {
		this.candidacies.remove(candidacy);
	}

	Ownerships ownerships() {
		return this.ownerships;
	}

	boolean isLeader(String name) {
		return this.candidacies.stream()
			.anyMatch((candidacy) -> candidacy.election().equals(name) && candidacy.isLeader());
	}

	Ticket stand(String name, Entrant entrant) {
		return this.ownerships.queues().enter(key(name), MAX_WAITING, entrant);
	}

	static ResourceKey key(String name) {
		return ResourceKey.of(KIND, name);
	}

	EventLoop loop() {
		return this.loop;
	}

	Executor userExecutor() {
		return this.userExecutor;
	}

	Duration resignTimeout() {
		return this.resignTimeout;
	}

	void tell(LeadershipEvent event) {
		for (Consumer<? super LeadershipEvent> listener : this.listeners) {
			try {
				listener.accept(event);
			}
			catch (RuntimeException ex) {
				logger.error("A listener of elections failed event={}", event, ex);
			}
		}
	}

}
