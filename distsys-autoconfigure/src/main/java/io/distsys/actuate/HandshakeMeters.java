package io.distsys.actuate;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.distsys.hazelcast.guard.HandshakeStatistics;
import io.distsys.hazelcast.guard.Refusal;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of who comes to the port of this node.
 *
 * @since 0.1
 */
public final class HandshakeMeters implements MeterBinder {

	private static final HandshakeStatistics NOTHING = new HandshakeStatistics(0, 0, Map.of(), 0, Duration.ZERO);

	private final Supplier<Optional<HandshakeStatistics>> counted;

	/**
	 * Create it.
	 * @param counted gives the numbers, or nothing where connections are not guarded
	 */
	public HandshakeMeters(Supplier<Optional<HandshakeStatistics>> counted) {
		this.counted = counted;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionTimer.builder("distsys.handshakes", this, (meters) -> meters.now().passed(),
				(meters) -> (double) meters.now().passed() * meters.now().meanTime().toNanos(), TimeUnit.NANOSECONDS)
			.description("How long connections took that have passed the handshake")
			.register(registry);
		Gauge.builder("distsys.handshakes.waiting", this, (meters) -> meters.now().waiting())
			.description("Connections that have not passed yet")
			.register(registry);
		FunctionCounter.builder("distsys.handshakes.evicted", this, (meters) -> meters.now().evicted())
			.description("Connections closed because too many had not passed")
			.register(registry);
		for (Refusal refusal : Refusal.values()) {
			FunctionCounter
				.builder("distsys.handshakes.refused", this,
						(meters) -> meters.now().refused().getOrDefault(refusal, 0L))
				.tag("reason", refusal.name().toLowerCase(Locale.ROOT).replace('_', '-'))
				.description("Connections that did not pass")
				.register(registry);
		}
	}

	private HandshakeStatistics now() {
		return this.counted.get().orElse(NOTHING);
	}

}
