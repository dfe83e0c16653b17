package io.distsys.actuate;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.election.TableElections;
import io.distsys.lock.TableLocks;
import io.distsys.ownership.Owners;
import io.distsys.ownership.Ownerships;
import io.distsys.registry.StrongRegistry;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import io.distsys.worker.WorkerNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Meters of what moves to this node, and of what it has lost. Tags are the kinds of what
 * is owned, never names.
 *
 * @since 0.1
 */
public final class OwnershipMeters implements MeterBinder, AutoCloseable {

	/** What is moved by the cluster. */
	private static final Set<String> MOVED = Set.of(ClusterSingletons.KIND, WorkerNode.KIND);

	/**
	 * Of what needs no majority, which is not found out to be lost in the same way.
	 */
	private static final String AVAILABLE = "available-";

	private static final Set<String> FENCED = Set.of(ClusterSingletons.KIND, WorkerNode.KIND, StrongRegistry.KIND,
			TableLocks.KIND, TableElections.KIND);

	/** A renewal is seen so much later at most, as a part of the interval. */
	private static final int LOOKS = 4;

	private static final Duration[] BUCKETS = { Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
			Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2),
			Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30),
			Duration.ofMinutes(1) };

	private final PreparedTimers handOvers = new PreparedTimers("distsys.handover",
			"How long it took from the request to hand over until this node was active", kinds(), BUCKETS);

	private final PreparedTimers failOvers = new PreparedTimers("distsys.failover",
			"How long it took from the last sign of life of the lost owner until this node was active", kinds(),
			BUCKETS);

	private final PreparedCounters closures = new PreparedCounters("distsys.fences.closed",
			"Grants of this node that have ended", kindsAndReasons());

	private final PreparedCounters leases = new PreparedCounters("distsys.lease.ended",
			"Leases of this node that have ended", List.of(Tags.empty()));

	private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

	/**
	 * Begin to measure.
	 * @param self this node
	 * @param ownerships the table, and the lease of this node
	 * @param available who owns what needs no majority, or {@literal null} if there is no
	 * such thing
	 * @param loop the core's loop
	 * @param renewalInterval how often a session is renewed
	 */
	public OwnershipMeters(NodeId self, Ownerships ownerships, @Nullable Owners available, EventLoop loop,
			Duration renewalInterval) {
		MoveTimes moves = new MoveTimes(self, ownerships.view(), MOVED, loop.clock(), this::moved);
		FenceClosures fences = new FenceClosures(self, ownerships.view(), FENCED,
				(kind, reason) -> this.closures.increment(tags(kind, reason)));
		this.subscriptions.add(ownerships.view().subscribe((change) -> {
			moves.changed(change);
			fences.changed(change);
		}));
		this.subscriptions.add(ownerships.lease().subscribe((held) -> {
			if (!held) {
				this.leases.increment(Tags.empty());
				fences.leaseEnded();
			}
		}));
		if (available != null) {
			AvailableMoveTimes times = new AvailableMoveTimes(self, loop.clock(),
					(cause, kind, took) -> moved(cause, AVAILABLE + kind, took));
			this.subscriptions.add(available.subscribe(times::changed));
		}
		this.subscriptions.add(loop.repeat(renewalInterval.dividedBy(LOOKS), moves::look));
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.handOvers.bindTo(registry);
		this.failOvers.bindTo(registry);
		this.closures.bindTo(registry);
		this.leases.bindTo(registry);
	}

	private void moved(MoveTimes.Cause cause, String kind, Duration took) {
		((cause == MoveTimes.Cause.HAND_OVER) ? this.handOvers : this.failOvers).record(Tags.of("kind", kind), took);
	}

	private static Collection<Tags> kinds() {
		return MOVED.stream()
			.flatMap((kind) -> Stream.of(kind, AVAILABLE + kind))
			.map((kind) -> Tags.of("kind", kind))
			.toList();
	}

	private static Collection<Tags> kindsAndReasons() {
		return FENCED.stream()
			.flatMap((kind) -> Arrays.stream(FenceClosures.Reason.values()).map((reason) -> tags(kind, reason)))
			.toList();
	}

	private static Tags tags(String kind, FenceClosures.Reason reason) {
		return Tags.of("kind", kind, "reason", reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
	}

	/** Measure nothing more. */
	@Override
	public void close() {
		this.subscriptions.forEach(Subscription::close);
	}

}
