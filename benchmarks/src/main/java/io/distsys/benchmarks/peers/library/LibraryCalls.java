package io.distsys.benchmarks.peers.library;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.hazelcast.instance.BuildInfoProvider;
import io.distsys.benchmarks.peers.node.CallOrder;
import io.distsys.benchmarks.peers.node.Callee;
import io.distsys.benchmarks.peers.node.MeasuredNode;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownerships;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonStatus;
import io.distsys.worker.StartResult;
import io.distsys.worker.NotDone;
import io.distsys.worker.WorkerNode;
import io.distsys.worker.WorkerType;
import io.distsys.worker.WorkerTypeDefinition;
import io.distsys.worker.Workers;

import org.springframework.boot.SpringBootVersion;

/** Calls of workers by their keys, and of a singleton by its interface. */
class LibraryCalls implements MeasuredNode {

	private static final int START_SECONDS = 60;

	private final Cluster cluster;

	private final Ownerships ownerships;

	private final Workers workers;

	private final WorkerType<Answering> type;

	private final ClusterSingletons singletons;

	private final Map<String, Answering> beans;

	LibraryCalls(Cluster cluster, Ownerships ownerships, Workers workers, ClusterSingletons singletons,
			Map<String, Answering> beans) {
		this.cluster = cluster;
		this.ownerships = ownerships;
		this.workers = workers;
		this.type = workers.of(Answering.class, AnsweringWorker.TYPE);
		this.singletons = singletons;
		this.beans = beans;
	}

	@Override
	public String version() {
		return "Hazelcast " + BuildInfoProvider.getBuildInfo().getVersion() + ", Spring Boot "
				+ SpringBootVersion.getVersion() + ", JDK " + Runtime.version();
	}

	@Override
	public Optional<String> missing() {
		if (!isBalanced()) {
			return Optional.of("the slots are not spread evenly");
		}
		if (this.singletons.status().stream().anyMatch((status) -> status.owner() == null)) {
			return Optional.of("a singleton has no owner");
		}
		long failed = start().values().stream().filter(NotDone.class::isInstance).count();
		return (failed > 0) ? Optional.of(failed + " workers did not start") : Optional.empty();
	}

	private boolean isBalanced() {
		Map<NodeId, Long> slots = this.ownerships.view()
			.ofKind(WorkerNode.KIND)
			.collect(Collectors.groupingBy(Ownership::node, Collectors.counting()));
		long fair = WorkerTypeDefinition.DEFAULT_SLOTS / NODES;
		return slots.size() == NODES && slots.values().stream().allMatch((owned) -> owned >= fair / 2)
				&& slots.values().stream().mapToLong(Long::longValue).sum() == WorkerTypeDefinition.DEFAULT_SLOTS;
	}

	private Map<String, StartResult> start() {
		return this.workers.supervisor(AnsweringWorker.TYPE)
			.startAll(KEYS)
			.toCompletableFuture()
			.orTimeout(START_SECONDS, TimeUnit.SECONDS)
			.join();
	}

	@Override
	public Optional<Callee> find(String target, boolean here) {
		NodeId self = this.cluster.self().id();
		List<Answering> found = target.equals(CallOrder.WORKER) ? workers((node) -> node.equals(self) == here)
				: singletons((node) -> node.equals(self) == here);
		return found.isEmpty() ? Optional.empty()
				: Optional.of(new AnyOf(() -> found.get(ThreadLocalRandom.current().nextInt(found.size()))));
	}

	private List<Answering> workers(Predicate<NodeId> place) {
		return KEYS.stream()
			.filter((key) -> this.type.whereIs(key).filter(place).isPresent())
			.map(this.type::get)
			.toList();
	}

	/** One of them, at most. */
	private List<Answering> singletons(Predicate<NodeId> place) {
		for (SingletonStatus status : this.singletons.status()) {
			Answering bean = this.beans.get(status.name());
			NodeId owner = status.owner();
			if (bean != null && owner != null && place.test(owner)) {
				return List.of(bean);
			}
		}
		return List.of();
	}

	/**
	 * Calls one of some.
	 *
	 * @param any chooses it
	 */
	private record AnyOf(Supplier<Answering> any) implements Callee {

		@Override
		public String call() {
			return this.any.get().answer(TEXT);
		}

		@Override
		public CompletionStage<String> callLater() {
			return this.any.get().answerLater(TEXT);
		}

	}

}
