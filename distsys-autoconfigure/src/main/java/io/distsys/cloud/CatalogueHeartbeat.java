package io.distsys.cloud;

import java.util.concurrent.atomic.AtomicLong;

import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Says by a {@link HeartbeatEvent} that other instances may be found from now on, as
 * gateways wait for it: while the application runs, not before and not while it stops.
 *
 * @since 0.1
 */
public final class CatalogueHeartbeat implements SmartLifecycle {

	private final ApplicationEventPublisher publisher;

	private final AtomicLong changes = new AtomicLong();

	private volatile boolean running;

	/**
	 * Create it.
	 * @param catalogue whose changes are told
	 * @param publisher publishes to the application
	 */
	public CatalogueHeartbeat(ServiceCatalogue catalogue, ApplicationEventPublisher publisher) {
		this.publisher = publisher;
		catalogue.subscribe(this::beat);
	}

	private void beat() {
		if (this.running) {
			this.publisher.publishEvent(new HeartbeatEvent(this, this.changes.incrementAndGet()));
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
