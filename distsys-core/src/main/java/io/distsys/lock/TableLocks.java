package io.distsys.lock;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

import io.distsys.ownership.Fence;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.Queues.Entrant;
import io.distsys.ownership.Queues.Ticket;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Waits;
import io.distsys.time.EventLoop;

/**
 * Locks over the lines of the ownership table.
 *
 * @since 0.1
 */
public final class TableLocks implements ClusterLocks, AutoCloseable {

	/** The kind of the resources that stand for locks. */
	public static final String KIND = "lock";

	private final Ownerships ownerships;

	private final EventLoop loop;

	private final Executor userExecutor;

	private final LockSettings settings;

	private final Waits waits;

	private final ThreadHolds holds = new ThreadHolds();

	private final LockCounters counters = new LockCounters();

	private final Set<Acquisition> pending = ConcurrentHashMap.newKeySet();

	/** How many of the pending ones want to stand in line for each lock. */
	private final Map<String, Integer> wanted = new ConcurrentHashMap<>();

	private volatile boolean closed;

	/**
	 * Create them.
	 * @param ownerships this node's side of the table
	 * @param loop the core's event loop
	 * @param userExecutor runs callbacks
	 * @param mustNotBlock whether the calling thread is one that must not be blocked; the
	 * loop's own never may
	 * @param settings the limits
	 */
	public TableLocks(Ownerships ownerships, EventLoop loop, Executor userExecutor, BooleanSupplier mustNotBlock,
			LockSettings settings) {
		this.ownerships = ownerships;
		this.loop = loop;
		this.userExecutor = userExecutor;
		this.settings = settings;
		this.waits = new Waits(loop.mustNotBlock(mustNotBlock), settings.timeout());
	}

	@Override
	public ClusterLock get(String name) {
		if (name.isEmpty() || name.length() > ResourceKey.LONGEST_NAME) {
			throw new IllegalArgumentException("The name of a lock has 1 to " + ResourceKey.LONGEST_NAME
					+ " characters, not " + name.length() + ": '" + name + "'");
		}
		return new TableLock(name, this);
	}

	@Override
	public List<LockStatus> list() {
		return this.ownerships.view()
			.ofKind(KIND)
			.map(this::status)
			.sorted(Comparator.comparing(LockStatus::name))
			.toList();
	}

	private LockStatus status(Ownership row) {
		return new LockStatus(row.key().name(), row.node(), row.token(), this.ownerships.view().waiting(row.key()));
	}

	@Override
	public LockStatistics statistics() {
		return this.counters.statistics();
	}

	/**
	 * Take no more locks, and end the waiting of those who wait. What is held stays held,
	 * until it is released or the session of this node ends.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.pending.forEach(this::end);
	}

	private void end(Acquisition acquisition) {
		acquisition.giveUp(new LocksClosedException(acquisition.name()));
	}

	/**
	 * Begin to acquire. What can never be in line is refused here: without a majority
	 * nobody else could say so.
	 */
	Acquisition acquire(String name, int mostWaiting, Acquisition.WithoutMajority withoutMajority) {
		if (this.closed) {
			throw new LocksClosedException(name);
		}
		// One may hold it, and as many wait.
		boolean waits = mostWaiting > 0;
		if (waits && this.wanted.merge(name, 1, Integer::sum) > mostWaiting + 1) {
			noMoreWanted(name);
			this.counters.refused.increment();
			throw tooManyWait(name);
		}
		Acquisition acquisition = new Acquisition(name, this, mostWaiting, withoutMajority, (ended) -> {
			this.pending.remove(ended);
			if (waits) {
				noMoreWanted(name);
			}
		});
		this.pending.add(acquisition);
		if (acquisition.result().isDone()) {
			this.pending.remove(acquisition);
		}
		if (this.closed) {
			end(acquisition);
		}
		return acquisition;
	}

	private void noMoreWanted(String name) {
		this.wanted.computeIfPresent(name, (key, count) -> (count > 1) ? count - 1 : null);
	}

	Ticket stand(String name, int mostWaiting, Entrant entrant) {
		return this.ownerships.queues().enter(ResourceKey.of(KIND, name), mostWaiting, entrant);
	}

	GrantedHold hold(String name, Ticket ticket, Fence fence) {
		return new GrantedHold(name, ticket, fence, this.counters);
	}

	TooManyWaitersException tooManyWait(String name) {
		return new TooManyWaitersException(name, this.settings.maxWaiting());
	}

	LockSettings settings() {
		return this.settings;
	}

	Waits waits() {
		return this.waits;
	}

	ThreadHolds holds() {
		return this.holds;
	}

	LockCounters counters() {
		return this.counters;
	}

	EventLoop loop() {
		return this.loop;
	}

	Executor userExecutor() {
		return this.userExecutor;
	}

	long nanos() {
		return this.loop.clock().nanos();
	}

}
