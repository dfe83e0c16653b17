package io.distsys.quorum;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.ownership.Ownerships;
import io.distsys.quorum.QuorumSettings.Policy;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Quorum is present while this node's lease is held. Each renewal of the lease is a
 * command that a majority of the voters has confirmed, so a held lease is the freshest
 * proof there is that this node is on the majority's side, and it ends by this node's own
 * clock when the proof is stale.
 * <p>
 * The number of members in view is no such proof: the view lags behind a cut by seconds,
 * two sides may see it differently, and a minority whose view has shrunk believes in
 * itself, as does a process that was paused and has not looked at its view since. And the
 * leader's heartbeat shows only that the leader can be heard, not that it hears this node
 * or still has a majority.
 *
 * @since 0.1
 */
public final class LeaseQuorum implements Quorum, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(LeaseQuorum.class);

	private final Ownerships.Lease lease;

	private final ReplicatedLog log;

	private final Cluster cluster;

	private final MonotonicClock clock;

	private final QuorumSettings settings;

	private final List<Consumer<? super QuorumEvent>> listeners = new CopyOnWriteArrayList<>();

	private final Subscription subscription;

	private volatile Change last;

	/**
	 * Create it and follow the lease.
	 * @param ownerships has the lease
	 * @param log knows the voters and the leader
	 * @param cluster knows which voters are in view
	 * @param clock the clock
	 * @param settings what is asked for
	 */
	public LeaseQuorum(Ownerships ownerships, ReplicatedLog log, Cluster cluster, MonotonicClock clock,
			QuorumSettings settings) {
		this.lease = ownerships.lease();
		this.log = log;
		this.cluster = cluster;
		this.clock = clock;
		this.settings = settings;
		this.last = new Change(isPresent(), clock.nanos());
		this.subscription = this.lease.subscribe(this::onLease);
	}

	private void onLease(boolean held) {
		if (this.last.held() == held || this.settings.policy() == Policy.NONE) {
			return;
		}
		this.last = new Change(held, this.clock.nanos());
		String found = reason(held, this.log.status(), visibleVoters());
		boolean leaves = this.cluster.self().state() == Node.State.DRAINING;
		String reason = (leaves && !held) ? "this node leaves, " + found : found;
		if (held) {
			logger.info("Quorum is present reason=\"{}\"", reason);
		}
		else if (leaves) {
			logger.info("Quorum is lost reason=\"{}\"", reason);
		}
		else {
			logger.warn("Quorum is lost reason=\"{}\"", reason);
		}
		QuorumEvent event = held ? new QuorumEvent.QuorumPresent() : new QuorumEvent.QuorumLost(reason);
		this.listeners.forEach((listener) -> tell(listener, event));
	}

	private void tell(Consumer<? super QuorumEvent> listener, QuorumEvent event) {
		try {
			listener.accept(event);
		}
		catch (RuntimeException ex) {
			logger.error("A listener of the quorum failed event={}", event, ex);
		}
	}

	@Override
	public boolean isPresent() {
		return switch (this.settings.policy()) {
			case MAJORITY -> this.lease.isHeld();
			case STATIC -> this.lease.isHeld() && this.settings.allowsLease(this::nodes);
			case NONE -> true;
		};
	}

	private int nodes() {
		return this.cluster.view().nodes().size();
	}

	@Override
	public QuorumState state() {
		boolean present = isPresent();
		Change change = this.last;
		// The event may be a moment behind the clock.
		Duration since = (change.held() == present) ? Duration.ofNanos(this.clock.nanos() - change.atNanos())
				: Duration.ZERO;
		GroupStatus status = this.log.status();
		List<NodeId> visible = visibleVoters();
		return new QuorumState(present, since, status.voters(), visible, status.leader(), this.lease.remaining(),
				reason(present, status, visible));
	}

	private List<NodeId> visibleVoters() {
		return this.log.status().voters().stream().filter(this.cluster.view()::contains).toList();
	}

	private String reason(boolean present, GroupStatus status, List<NodeId> visible) {
		if (!this.settings.allowsLease(this::nodes)) {
			return nodes() + " of the " + this.settings.size() + " nodes in view that the quorum asks for";
		}
		if (present && !this.lease.isHeld()) {
			return "not asked for, without it: " + reasonOfLease(false, status, visible);
		}
		return reasonOfLease(present, status, visible);
	}

	private static String reasonOfLease(boolean held, GroupStatus status, List<NodeId> visible) {
		String voters = visible.size() + " of " + status.voters().size() + " voters in view";
		if (held) {
			return "lease confirmed by a majority, " + voters;
		}
		if (status.group() == null) {
			return "no group yet" + (status.waitingFor().isEmpty() ? "" : ": " + status.waitingFor());
		}
		if (status.leader() == null) {
			return "no leader known, " + voters;
		}
		return "lease not confirmed by a majority, leader " + status.leader().abbreviated() + ", " + voters;
	}

	@Override
	public Subscription subscribe(Consumer<? super QuorumEvent> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	/** Tell no more changes. */
	@Override
	public void close() {
		this.subscription.close();
	}

	private record Change(boolean held, long atNanos) {

	}

}
