package io.distsys.benchmarks.node;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.distsys.benchmarks.report.OverheadFigures;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.singleton.ClusterSingletons;

import org.springframework.aop.framework.AopProxyUtils;

/**
 * Calls of singletons, on another node, and on this one beside method calls of the same
 * objects.
 */
class Calls {

	static final String TEXT = "a text of 32 characters, no more";

	private final Cluster cluster;

	private final ClusterSingletons singletons;

	private final Map<String, Echo> echoes;

	Calls(Cluster cluster, ClusterSingletons singletons, Map<String, Echo> echoes) {
		this.cluster = cluster;
		this.singletons = singletons;
		this.echoes = echoes;
	}

	/** A call of a singleton that is active on another node. */
	Runnable remote() {
		NodeId self = this.cluster.self().id();
		Echo echo = find((owner) -> !owner.equals(self));
		return () -> require(echo.echo(TEXT));
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

}
