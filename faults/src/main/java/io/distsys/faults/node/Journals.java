package io.distsys.faults.node;

import java.util.Set;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.ownership.Guarantee;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.SingletonEvent.SingletonDeactivated;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

/**
 * Three available singletons, and what shows what becomes of them. Not found by a scan:
 * the nodes of the strong scenarios do not have it.
 */
@Import({ NodeConfiguration.class, Leash.class, FenceWatch.class, Pulse.class, KeeperCaller.class })
public class Journals {

	/** The resources, as histories name them. */
	public static final Set<String> RESOURCES = Set.of("singleton/red", "singleton/green", "singleton/blue");

	private final HistoryWriter history;

	Journals(HistoryWriter history) {
		this.history = history;
	}

	@Bean
	@ClusterSingleton(name = "red", guarantee = Guarantee.AVAILABLE)
	Journal red(FenceWatch watch, NodeProperties properties) {
		return new Journal("red", watch, this.history, properties);
	}

	@Bean
	@ClusterSingleton(name = "green", guarantee = Guarantee.AVAILABLE)
	Journal green(FenceWatch watch, NodeProperties properties) {
		return new Journal("green", watch, this.history, properties);
	}

	@Bean
	@ClusterSingleton(name = "blue", guarantee = Guarantee.AVAILABLE)
	Journal blue(FenceWatch watch, NodeProperties properties) {
		return new Journal("blue", watch, this.history, properties);
	}

	@EventListener
	void deactivated(SingletonDeactivated event) {
		this.history.record(EventKind.LOST, "singleton/" + event.name(), event.token().value(), event.reason());
	}

}
