package io.distsys.actuate;

import io.distsys.presence.Presence;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of who is present, on all topics together, those of roles included.
 *
 * @since 0.1
 */
public final class PresenceMeters implements MeterBinder {

	private final Presence presence;

	/**
	 * Create it.
	 * @param presence counts
	 */
	public PresenceMeters(Presence presence) {
		this.presence = presence;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("distsys.presence.own", this.presence, (counted) -> counted.statistics().own())
			.description("Presences through this node")
			.register(registry);
		Gauge.builder("distsys.presence.known", this.presence, (counted) -> counted.statistics().known())
			.description("Presences that this node knows, with those through itself")
			.register(registry);
	}

}
