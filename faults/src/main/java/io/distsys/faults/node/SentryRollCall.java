package io.distsys.faults.node;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.worker.NotDone;
import io.distsys.worker.WorkerListing;
import io.distsys.worker.WorkerLocation;
import io.distsys.worker.WorkerNode;
import io.distsys.worker.WorkerStatistics;
import io.distsys.worker.WorkerSupervisor;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Says, when it is asked, what this node knows of sentries in each way that there is. */
@Component
@ConditionalOnProperty(Sentries.PROPERTY)
class SentryRollCall {

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private final WorkerNode workers;

	private final WorkerSupervisor supervisor;

	private final Cluster cluster;

	private final HistoryWriter history;

	private final String resource;

	/** Those of the call before: one that was stopped meanwhile is asked for too. */
	private Set<String> before = Set.of();

	SentryRollCall(WorkerNode workers, Cluster cluster, HistoryWriter history, NodeProperties properties) {
		this.workers = workers;
		this.supervisor = workers.supervisor(Sentries.TYPE).withTimeout(TIMEOUT);
		this.cluster = cluster;
		this.history = history;
		this.resource = Sentries.ROLL + properties.node();
	}

	/** Returns at once; what is to be said is recorded under the number of the call. */
	void answer(long call) {
		long from = System.nanoTime();
		Set<String> here = Set.copyOf(this.workers.list(Sentries.TYPE));
		Map<Integer, String> owners = owners();
		this.supervisor.list()
			.thenCompose((listing) -> find(listing)
				.thenAccept((found) -> record(from, call, report(here, owners, listing, found))));
	}

	private Map<Integer, String> owners() {
		return this.workers.slots()
			.filter((slot) -> slot.key().name().equals(Sentries.TYPE))
			.collect(Collectors.toMap((slot) -> slot.key().index(), (slot) -> nameOf(slot.node())));
	}

	private CompletionStage<Map<String, String>> find(WorkerListing listing) {
		Map<String, String> found = new ConcurrentHashMap<>();
		CompletableFuture<?>[] questions = toFind(listing).stream()
			.map((key) -> this.supervisor.whereIs(key).thenAccept((location) -> found.put(key, text(location))))
			.map(CompletionStage::toCompletableFuture)
			.toArray(CompletableFuture[]::new);
		return CompletableFuture.allOf(questions).thenApply((ignored) -> found);
	}

	private synchronized Set<String> toFind(WorkerListing listing) {
		Set<String> keys = new HashSet<>(this.before);
		this.before = listing.workers().keySet();
		keys.addAll(this.before);
		return keys;
	}

	private String text(WorkerLocation location) {
		if (location instanceof WorkerLocation.Running running) {
			return nameOf(running.node());
		}
		if (location instanceof WorkerLocation.Asleep asleep) {
			return "asleep on " + nameOf(asleep.node());
		}
		return (location instanceof NotDone no) ? "not known: " + no.reason() : Sentries.ABSENT;
	}

	private SentryReport report(Set<String> here, Map<Integer, String> owners, WorkerListing listing,
			Map<String, String> found) {
		Map<String, String> listed = listing.workers()
			.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> nameOf(entry.getValue())));
		Set<String> silent = listing.silent().stream().map(this::nameOf).collect(Collectors.toSet());
		int copies = this.workers.statistics()
			.stream()
			.filter((type) -> type.type().equals(Sentries.TYPE))
			.mapToInt(WorkerStatistics::copies)
			.sum();
		return new SentryReport(here, owners, listed, silent, found, copies);
	}

	private String nameOf(NodeId node) {
		return this.cluster.view().nameOf(node);
	}

	private void record(long from, long call, SentryReport report) {
		this.history.record(from, System.nanoTime(), EventKind.RETURNED, this.resource, call, report.text());
	}

}
