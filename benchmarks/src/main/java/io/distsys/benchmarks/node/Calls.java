package io.distsys.benchmarks.node;

import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import io.distsys.benchmarks.report.OverheadFigures;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.singleton.ClusterSingletons;

import org.springframework.aop.framework.AopProxyUtils;

/**
 * Calls of singletons by blocking callers, each beside what there is without the library:
 * a method call of the same object, and a task that Hazelcast runs on another node.
 */
class Calls {

	static final String TEXT = "a text of 32 characters, no more";

	private final Cluster cluster;

	private final ClusterSingletons singletons;

	private final Map<String, Echo> echoes;

	private final HazelcastInstance hazelcast;

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "benchmarks-caller");
		thread.setDaemon(true);
		return thread;
	});

	Calls(Cluster cluster, ClusterSingletons singletons, Map<String, Echo> echoes, HazelcastInstance hazelcast) {
		this.cluster = cluster;
		this.singletons = singletons;
		this.echoes = echoes;
		this.hazelcast = hazelcast;
	}

	/** A call of a singleton that is active on another node. */
	Operation remote() {
		NodeId self = this.cluster.self().id();
		Echo echo = find((owner) -> !owner.equals(self));
		return (lane) -> run(() -> require(echo.echo(TEXT)));
	}

	/** The same by Hazelcast. */
	Operation task() {
		IExecutorService executor = this.hazelcast.getExecutorService("benchmark");
		Member other = this.hazelcast.getCluster()
			.getMembers()
			.stream()
			.filter((member) -> !member.localMember())
			.findFirst()
			.orElseThrow();
		return (lane) -> run(() -> {
			try {
				require(executor.submitToMember(new EchoTask(TEXT), other).get());
			}
			catch (ExecutionException ex) {
				throw new CompletionException(ex.getCause());
			}
			catch (InterruptedException ex) {
				throw new CompletionException(ex);
			}
		});
	}

	/**
	 * Calls of the singletons that are active here, by the beans that are injected, in
	 * turn with those of the objects that the beans stand for.
	 */
	OverheadFigures local(Duration warmUp, Duration time) {
		NodeId self = this.cluster.self().id();
		return LocalCalls.compare(all(self::equals).collect(Collectors.toMap(Function.identity(), Calls::object)),
				warmUp, time);
	}

	private static Echo object(Echo bean) {
		if (AopProxyUtils.getSingletonTarget(bean) instanceof Echo object) {
			return object;
		}
		throw new IllegalStateException(bean + " stands for no object of this node");
	}

	private CompletionStage<Void> run(Runnable task) {
		return CompletableFuture.runAsync(task, this.threads);
	}

	static void require(String answer) {
		if (answer.length() != TEXT.length()) {
			throw new IllegalStateException("The answer was: " + answer);
		}
	}

	private Echo find(Predicate<NodeId> owned) {
		return all(owned).findFirst()
			.orElseThrow(
					() -> new IllegalStateException("There is no such singleton among " + this.singletons.status()));
	}

	private Stream<Echo> all(Predicate<NodeId> owned) {
		return this.singletons.status()
			.stream()
			.filter((status) -> status.owner() != null && owned.test(status.owner()))
			.map((status) -> this.echoes.get(status.name()))
			.filter(Objects::nonNull);
	}

	/** What Hazelcast sends. */
	private record EchoTask(String text) implements Callable<String>, Serializable {

		@Override
		public String call() {
			return this.text;
		}

	}

}
