package io.distsys.actuate;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import io.distsys.cluster.Cluster;
import io.distsys.messaging.EnvelopeMessenger;
import io.distsys.messaging.MessagingStatistics;
import io.distsys.ownership.Ownerships;
import io.distsys.quorum.Quorum;
import io.distsys.worker.RestartReason;
import io.distsys.worker.WorkerNode;
import io.distsys.worker.WorkerStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the cluster as this node sees it.
 *
 * @since 0.1
 */
public final class ClusterMeters implements MeterBinder {

	private final Cluster cluster;

	private final Quorum quorum;

	private final Ownerships ownerships;

	private final @Nullable EnvelopeMessenger messenger;

	private final Supplier<Optional<WorkerNode>> workers;

	/**
	 * Create it.
	 * @param cluster the nodes
	 * @param quorum whether this node may act
	 * @param ownerships has the lease
	 * @param messenger counts messages, or {@literal null}
	 * @param workers what runs workers here, if anything does; asked at each reading
	 */
	public ClusterMeters(Cluster cluster, Quorum quorum, Ownerships ownerships, @Nullable EnvelopeMessenger messenger,
			Supplier<Optional<WorkerNode>> workers) {
		this.cluster = cluster;
		this.quorum = quorum;
		this.ownerships = ownerships;
		this.messenger = messenger;
		this.workers = workers;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("distsys.cluster.nodes", this.cluster, (nodes) -> nodes.view().nodes().size())
			.description("Nodes in view of this node")
			.register(registry);
		Gauge.builder("distsys.quorum.present", this.quorum, (state) -> state.isPresent() ? 1 : 0)
			.description("1 while this node may act, otherwise 0")
			.register(registry);
		TimeGauge
			.builder("distsys.lease.remaining", this.ownerships, TimeUnit.NANOSECONDS,
					(owned) -> owned.lease().remaining().toNanos())
			.description("How long this node may act without a further renewal")
			.register(registry);
		Gauge
			.builder("distsys.moves.paused", this.ownerships,
					(owned) -> owned.rebalancing().paused().isPresent() ? 1 : 0)
			.description("1 while an operator has paused moves for balance, otherwise 0")
			.register(registry);
		Gauge.builder("distsys.workers", this.workers, (node) -> sum(node, WorkerStatistics::workers))
			.description("Workers that live on this node")
			.register(registry);
		bindWorkers(registry);
		if (this.messenger != null) {
			gauge(registry, this.messenger, "queued", "Messages that wait for a connection",
					(counted) -> counted.queues().stream().mapToLong(MessagingStatistics.Queue::messages).sum());
			gauge(registry, this.messenger, "calls.pending", "Calls that wait for their answer",
					MessagingStatistics::pendingCalls);
			count(registry, this.messenger, "late", "Calls dropped here because their deadline had passed",
					MessagingStatistics::droppedLate);
			count(registry, this.messenger, "rejected", "Messages that found a full executor here",
					MessagingStatistics::rejected);
			count(registry, this.messenger, "sent", "Messages handed to the transport", MessagingStatistics::sent);
			count(registry, this.messenger, "received", "Messages accepted", MessagingStatistics::received);
			count(registry, this.messenger, "lost", "Messages sent here that never arrived", MessagingStatistics::lost);
			count(registry, this.messenger, "dropped", "Messages not sent because their destination was lost",
					MessagingStatistics::givenUp);
			count(registry, this.messenger, "uncertain", "Messages sent of which nobody knows whether they arrived",
					MessagingStatistics::uncertain);
			count(registry, this.messenger, "failed", "Messages that their handlers here failed on",
					MessagingStatistics::failed);
			count(registry, this.messenger, "held.up", "Messages whose senders waited for room in a full queue",
					MessagingStatistics::heldUp);
			count(registry, this.messenger, "repeated", "Messages dropped here because they came again or too late",
					MessagingStatistics::duplicates);
			count(registry, this.messenger, "malformed", "Frames dropped here that could not be read",
					MessagingStatistics::malformed);
			count(registry, this.messenger, "unhandled", "Messages that came here to an address without a handler",
					MessagingStatistics::unhandled);
			count(registry, this.messenger, "refused", "Messages that found a full queue",
					MessagingStatistics::refusedFull);
		}
	}

	private void bindWorkers(MeterRegistry registry) {
		for (RestartReason reason : RestartReason.values()) {
			FunctionCounter
				.builder("distsys.workers.restarts", this.workers,
						(node) -> sum(node, (type) -> type.restartsByReason().getOrDefault(reason, 0L)))
				.tag("reason", reason.name().toLowerCase(Locale.ROOT))
				.description("Workers made anew on this node")
				.register(registry);
		}
		gaugeWorkers(registry, "waiting", "Calls that wait in mailboxes of this node", WorkerStatistics::waiting);
		gaugeWorkers(registry, "copies",
				"Workers that this node knows of as owner or as backup, so that they outlive a node",
				WorkerStatistics::copies);
		gaugeWorkers(registry, "slots.owned", "Slots of worker types that this node owns",
				WorkerStatistics::ownedSlots);
		countWorkers(registry, "handed.over", "Workers whose state was sent to another node",
				WorkerStatistics::handedOver);
		countWorkers(registry, "taken.over", "Workers whose state came from another node", WorkerStatistics::takenOver);
		countWorkers(registry, "merged", "States of other nodes' workers merged with those of workers here",
				WorkerStatistics::merged);
		countWorkers(registry, "given.up", "Workers given up for a while because they crashed too often",
				WorkerStatistics::givenUp);
		countWorkers(registry, "dropped", "Calls of workers given up here, late or lost with their slot",
				WorkerStatistics::dropped);
		countWorkers(registry, "refused", "Messages that workers of this node did not take", WorkerStatistics::refused);
		FunctionCounter
			.builder("distsys.workers.dead.letters", this.workers,
					(node) -> node.get().map(WorkerNode::deadLetters).orElse(0L))
			.description("Messages given up that nobody tries again")
			.register(registry);
		countWorkers(registry, "passivated", "Workers put aside until they are called", WorkerStatistics::passivated);
	}

	private void countWorkers(MeterRegistry registry, String name, String description,
			ToLongFunction<WorkerStatistics> value) {
		FunctionCounter.builder("distsys.workers." + name, this.workers, (node) -> sum(node, value))
			.description(description)
			.register(registry);
	}

	private void gaugeWorkers(MeterRegistry registry, String name, String description,
			ToLongFunction<WorkerStatistics> value) {
		Gauge.builder("distsys.workers." + name, this.workers, (node) -> sum(node, value))
			.description(description)
			.register(registry);
	}

	private static void gauge(MeterRegistry registry, EnvelopeMessenger messenger, String name, String description,
			ToLongFunction<MessagingStatistics> value) {
		Gauge.builder("distsys.messaging." + name, messenger, (counted) -> value.applyAsLong(counted.statistics()))
			.description(description)
			.register(registry);
	}

	private static long sum(Supplier<Optional<WorkerNode>> node, ToLongFunction<WorkerStatistics> value) {
		return node.get().stream().flatMap((all) -> all.statistics().stream()).mapToLong(value).sum();
	}

	private static void count(MeterRegistry registry, EnvelopeMessenger messenger, String name, String description,
			ToLongFunction<MessagingStatistics> value) {
		FunctionCounter
			.builder("distsys.messaging." + name, messenger, (counted) -> value.applyAsLong(counted.statistics()))
			.description(description)
			.register(registry);
	}

}
