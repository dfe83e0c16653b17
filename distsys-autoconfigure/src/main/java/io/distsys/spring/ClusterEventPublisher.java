package io.distsys.spring;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;

import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import io.distsys.time.ThreadEventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;

/**
 * Publishes the events of the cluster, the quorum, leaderships and singletons as events
 * of the application: in order, on a thread of its own, and not before the application is
 * ready. Up to {@value #BOUND} events wait; then the oldest is dropped, and that is
 * logged.
 *
 * @since 0.1
 */
public final class ClusterEventPublisher
		implements SmartInitializingSingleton, ApplicationListener<ApplicationReadyEvent>, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(ClusterEventPublisher.class);

	private static final int BOUND = 1000;

	private final ApplicationEventPublisher publisher;

	private final List<Function<Consumer<Object>, Subscription>> sources;

	private final ThreadEventLoop loop;

	private final Queue<Object> waiting = new ArrayDeque<>();

	private final List<Subscription> subscriptions = new ArrayList<>();

	private boolean ready;

	private long dropped;

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

	private synchronized void add(Object event) {
		if (this.waiting.size() == BOUND) {
			this.waiting.remove();
			this.dropped++;
			logger.warn("Dropped an application event, its listeners are too slow dropped={}", this.dropped);
		}
		this.waiting.add(event);
		if (this.ready) {
			this.loop.execute(this::publish);
		}
	}

	@Override
	public synchronized void onApplicationEvent(ApplicationReadyEvent event) {
		this.ready = true;
		this.loop.execute(this::publish);
	}

	private void publish() {
		for (Object event = next(); event != null; event = next()) {
			try {
				this.publisher.publishEvent(event);
			}
			catch (RuntimeException ex) {
				logger.error("A listener of application events failed event={}", event, ex);
			}
		}
	}

	private synchronized @Nullable Object next() {
		return this.waiting.poll();
	}

	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public void destroy() {
		this.subscriptions.forEach(Subscription::close);
		this.loop.close();
	}

}
