package io.distsys.actuate;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.distsys.actuate.MoveTimes.Cause;
import io.distsys.actuate.MoveTimes.Recorder;
import io.distsys.cluster.NodeId;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.ResourceKey;
import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * Reads off what a node sees how long it took until it was active in the place of
 * another, of what needs no majority. A hand-over begins when this node hears that the
 * owner stops. A fail-over begins when this node finds that the owner is gone: by the
 * evidence of its connections or by the view, of which there is no earlier sign, so that
 * the time until the loss was noticed is not in it. Lives on the core's loop.
 */
final class AvailableMoveTimes {

	private final NodeId self;

	private final MonotonicClock clock;

	private final Recorder recorder;

	private final Map<ResourceKey, Begun> underWay = new HashMap<>();

	AvailableMoveTimes(NodeId self, MonotonicClock clock, Recorder recorder) {
		this.self = self;
		this.clock = clock;
		this.recorder = recorder;
	}

	void changed(OwnershipChange change) {
		ResourceKey key = change.key();
		if (key != null) {
			changed(key, change.before(), change.after());
		}
	}

	private void changed(ResourceKey key, @Nullable Ownership before, @Nullable Ownership after) {
		if (after != null && after.state() == Ownership.State.ACTIVE) {
			Begun begun = this.underWay.remove(key);
			if (begun != null && after.node().equals(this.self)) {
				this.recorder.record(begun.cause(), key.kind(), Duration.ofNanos(this.clock.nanos() - begun.at()));
			}
		}
		else if (after != null && after.state() == Ownership.State.RELEASING) {
			this.underWay.putIfAbsent(key, new Begun(Cause.HAND_OVER, this.clock.nanos()));
		}
		else if (before != null && (after == null || !after.node().equals(before.node()))) {
			this.underWay.putIfAbsent(key, new Begun(Cause.FAIL_OVER, this.clock.nanos()));
		}
	}

	/** A move that is not at its end. */
	private record Begun(Cause cause, long at) {

	}

}
