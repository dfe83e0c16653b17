package io.distsys.faults.node;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.ownership.LeaseSettings;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.ResourceKey;

/**
 * Records when the lease of this node begins and ends, each renewal of it as
 * {@link Flood#LEASE} says, and the fence of a resource that this node claims whenever a
 * lease begins. A renewal shows by the end of the lease, which moves: from its end
 * follows when the renewal was sent, because that is what the lease counts from.
 */
class LeaseWatch {

	private static final long PERIOD_MILLIS = 2;

	/**
	 * Between reading the clock and the lease; longer, and the reading is worth nothing.
	 */
	private static final long SHARPNESS_NANOS = 1_000_000;

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final Ownerships ownerships;

	private final FenceWatch fences;

	private final HistoryWriter history;

	private final ResourceKey claimed;

	private final long shareNanos;

	private boolean held;

	private long validUntil;

	LeaseWatch(Ownerships ownerships, LeaseSettings settings, FenceWatch fences, HistoryWriter history,
			NodeProperties properties) {
		this.ownerships = ownerships;
		this.fences = fences;
		this.history = history;
		this.claimed = ResourceKey.of(Flood.CLAIM, properties.node());
		this.shareNanos = settings.ownersShare().toNanos();
		ownerships.lease().subscribe(this::changed);
		Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "faults-lease-watch");
			thread.setDaemon(true);
			return thread;
		}).scheduleWithFixedDelay(this::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void changed(boolean begun) {
		this.history.record(begun ? EventKind.ACQUIRED : EventKind.LOST, Flood.LEASE, 0, "");
		if (begun) {
			this.ownerships.claim(this.claimed, Map.of(), TIMEOUT).whenComplete((claim, failure) -> {
				if (claim instanceof Ownerships.Claim.Granted granted) {
					this.fences.begin(Tenancy.of(this.claimed.toString(), granted.fence()));
				}
			});
		}
	}

	private void look() {
		long before = System.nanoTime();
		long left = this.ownerships.lease().remaining().toNanos();
		long now = System.nanoTime();
		if (now - before > SHARPNESS_NANOS) {
			return;
		}
		long until = now + left;
		if (left == 0) {
			this.held = false;
		}
		else if (!this.held) {
			this.held = true;
			this.validUntil = until;
		}
		else if (until - this.validUntil > SHARPNESS_NANOS) {
			this.history.record(Math.min(now, until - this.shareNanos), now, EventKind.RETURNED, Flood.LEASE,
					TimeUnit.NANOSECONDS.toMicros(this.validUntil - now), "");
			this.validUntil = until;
		}
	}

}
