package io.distsys.actuate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;

import io.distsys.consensus.NoQuorumException;
import io.distsys.spring.CommandObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the commands that this node has the consensus group apply. What a lease or a
 * grant depends on, renewals above all, goes by a lane of its own, and is measured by
 * itself.
 *
 * @since 0.1
 */
public final class CommandMeters implements MeterBinder, CommandObserver {

	private static final Tags APPLIED = Tags.of("outcome", "applied");

	private static final Tags REFUSED = Tags.of("outcome", "refused");

	private static final Tags UNKNOWN = Tags.of("outcome", "unknown");

	private static final Duration[] BUCKETS = { Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5),
			Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
			Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2),
			Duration.ofSeconds(5) };

	private final PreparedTimers vital = new PreparedTimers("distsys.lease.commands",
			"How long renewals of the lease, and what else hangs on it, took until this node had applied them",
			List.of(APPLIED, REFUSED, UNKNOWN), BUCKETS);

	private final PreparedTimers others = new PreparedTimers("distsys.consensus.commands",
			"How long all other commands took until this node had applied them", List.of(APPLIED, REFUSED, UNKNOWN),
			BUCKETS);

	@Override
	public void bindTo(MeterRegistry registry) {
		this.vital.bindTo(registry);
		this.others.bindTo(registry);
	}

	@Override
	public void ended(boolean isVital, Duration took, @Nullable Throwable failure) {
		(isVital ? this.vital : this.others).record(outcome(failure), took);
	}

	private static Tags outcome(@Nullable Throwable failure) {
		if (failure == null) {
			return APPLIED;
		}
		boolean refused = failure instanceof NoQuorumException
				|| failure instanceof CompletionException && failure.getCause() instanceof NoQuorumException;
		return refused ? REFUSED : UNKNOWN;
	}

}
