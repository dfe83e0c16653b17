package io.distsys.spring;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

import io.distsys.cluster.Cluster;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.MisfireRule;
import io.distsys.singleton.ScheduledRun;
import io.distsys.singleton.ScheduledRuns;
import io.distsys.singleton.SingletonEvent;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The scheduled methods of the singletons of this node: makes up for what was missed when
 * one becomes active here, and tells when each has run and will run.
 *
 * @since 0.1
 */
public final class SingletonSchedules
		implements ScheduledSingletonTask.SingletonScheduling, SmartInitializingSingleton, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SingletonSchedules.class);

	private final ObjectProvider<ClusterSingletons> singletons;

	private final ScheduledRuns runs;

	private final Cluster cluster;

	private final Clock clock;

	private final Executor executor;

	private final List<ScheduledSingletonTask> tasks = new CopyOnWriteArrayList<>();

	private volatile Subscription events = () -> {
	};

	/**
	 * Create it.
	 * @param singletons gives the singletons of this node
	 * @param runs the last runs
	 * @param cluster names this node
	 * @param clock the wall clock
	 * @param executor runs what was missed
	 */
	public SingletonSchedules(ObjectProvider<ClusterSingletons> singletons, ScheduledRuns runs, Cluster cluster,
			Clock clock, Executor executor) {
		this.singletons = singletons;
		this.runs = runs;
		this.cluster = cluster;
		this.clock = clock;
		this.executor = executor;
	}

	@Override
	public void afterSingletonsInstantiated() {
		ClusterSingletons present = this.singletons.getObject();
		present.beforeHandOver(this.runs::handOver);
		this.events = present.subscribe(this::onEvent);
	}

	private void onEvent(SingletonEvent event) {
		if (event instanceof SingletonEvent.SingletonActivated activated) {
			this.tasks.stream()
				.filter((task) -> task.singleton().equals(activated.name()))
				.filter((task) -> task.misfireRule() == MisfireRule.ONCE)
				.forEach((task) -> this.executor.execute(() -> makeUp(task)));
		}
		else {
			this.runs.tellNow();
		}
	}

	private static void makeUp(ScheduledSingletonTask task) {
		try {
			task.activated();
		}
		catch (RuntimeException ex) {
			logger.error("A scheduled run of a singleton failed singleton={} task={}", task.singleton(), task.name(),
					ex);
		}
	}

	void add(ScheduledSingletonTask task) {
		this.tasks.add(task);
	}

	/**
	 * The scheduled methods of one singleton.
	 * @param singleton its name
	 * @return the status of each; empty if the singleton is not registered on this node
	 */
	public List<Status> of(String singleton) {
		Instant now = this.clock.instant();
		return this.tasks.stream().filter((task) -> task.singleton().equals(singleton)).map((task) -> {
			ScheduledRun last = this.runs.last(singleton, task.name()).orElse(null);
			return new Status(task.name(), task.misfireRule(), last, task.schedule().next(last, now).orElse(null));
		}).toList();
	}

	@Override
	public ClusterSingletons singletons() {
		return this.singletons.getObject();
	}

	@Override
	public ScheduledRuns runs() {
		return this.runs;
	}

	@Override
	public Clock clock() {
		return this.clock;
	}

	@Override
	public String nodeName() {
		return this.cluster.self().name();
	}

	@Override
	public void close() {
		this.events.close();
	}

	/**
	 * A scheduled method.
	 *
	 * @param task names it within the singleton
	 * @param misfireRule what becomes of a run that was missed
	 * @param last the last run in the cluster of which this node has heard, or
	 * {@literal null}
	 * @param next when it is due next, by this node's wall clock, or {@literal null} if
	 * that cannot be told
	 */
	public record Status(String task, MisfireRule misfireRule, @Nullable ScheduledRun last, @Nullable Instant next) {

	}

}
