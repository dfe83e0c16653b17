package io.distsys.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import io.distsys.time.ThreadEventLoop;
import io.distsys.worker.WorkerEvent;
import io.distsys.worker.WorkerEventListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;

/**
 * Publishes the events of the cluster, the quorum, leaderships and singletons, and those
 * of the workers of this node, as events of the application: in order, on a thread of its
 * own, and not before the application is ready. That is when it accepts traffic, which
 * Spring Boot says after all listeners of its {@code ApplicationReadyEvent} have
 * returned: with that event itself the others could come to a listener before it. Up to
 * 1,000 events wait; then the oldest is dropped, which is logged and counted. Those of
 * workers, of which there may be thousands when a node is lost, have a queue of their own
 * and come after all others.
 *
 * @since 0.1
 */
public final class ClusterEventPublisher implements SmartInitializingSingleton, WorkerEventListener,
		ApplicationListener<AvailabilityChangeEvent<ReadinessState>>, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(ClusterEventPublisher.class);

	private final ApplicationEventPublisher publisher;

	private final List<Function<Consumer<Object>, Subscription>> sources;

	private final ThreadEventLoop loop;

	private final WaitingEvents cluster = new WaitingEvents("cluster");

	private final WaitingEvents workers = new WaitingEvents("workers");

	private final List<Subscription> subscriptions = new ArrayList<>();

	private boolean ready;

	/** So that a listener that hangs lets no more than events gather. */
	private boolean publishing;

	private boolean ended;

	/**
	 * Create it.
	 * @param publisher publishes to the application
	 * @param sources subscribe a listener to their events, all of which are published
	 * @param clock the clock of its thread
	 */
	public ClusterEventPublisher(ApplicationEventPublisher publisher,
			List<Function<Consumer<Object>, Subscription>> sources, MonotonicClock clock) {
		this.publisher = publisher;
		this.sources = List.copyOf(sources);
		this.loop = new ThreadEventLoop("distsys-application-events-1", clock);
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.sources.forEach((source) -> this.subscriptions.add(source.apply(this::add)));
	}

	private void add(Object event) {
		add(event, this.cluster);
	}

	@Override
	public void onEvent(WorkerEvent event) {
		add(event, this.workers);
	}

	private synchronized void add(Object event, WaitingEvents waiting) {
		if (!this.ended) {
			waiting.add(event);
			publishIfReady();
		}
	}

	@Override
	public synchronized void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
		this.ready |= event.getState() == ReadinessState.ACCEPTING_TRAFFIC;
		publishIfReady();
	}

	private void publishIfReady() {
		if (this.ready && !this.publishing) {
			this.publishing = true;
			this.loop.execute(this::publishAll);
		}
	}

	private void publishAll() {
		for (Object event = next(); event != null; event = next()) {
			try {
				this.publisher.publishEvent(event);
			}
			catch (Throwable ex) {
				logger.error("A listener of application events failed event={}", event, ex);
			}
		}
	}

	private synchronized @Nullable Object next() {
		Object first = this.cluster.poll();
		Object next = (first != null) ? first : this.workers.poll();
		this.publishing = next != null;
		return next;
	}

	/**
	 * The events that wait for the application to be ready, or for its listeners.
	 * @return how many there are now
	 */
	public synchronized int waiting() {
		return this.cluster.size() + this.workers.size();
	}

	/**
	 * The events that were dropped because too many waited.
	 * @return how many there were since the start
	 */
	public synchronized long dropped() {
		return this.cluster.dropped() + this.workers.dropped();
	}

	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public void destroy() {
		synchronized (this) {
			this.ended = true;
		}
		this.subscriptions.forEach(Subscription::close);
		this.loop.close();
	}

}
