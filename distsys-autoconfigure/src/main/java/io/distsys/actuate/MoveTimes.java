package io.distsys.actuate;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipChange;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Session;
import io.distsys.ownership.SessionId;
import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * Reads off the table how long it took until this node was active in the place of
 * another. A hand-over begins when the owner is asked for it. A fail-over begins with the
 * last renewal of the owner that this node has seen, which is earlier than its end by up
 * to the interval of renewals: what is measured is too long rather than too short. Every
 * move is measured by the node that takes over, and by no other. Lives on the core's
 * loop.
 */
final class MoveTimes {

	/** What nobody could take for so long has no owner by intent. */
	private static final Duration FORGOTTEN = Duration.ofHours(1);

	private final NodeId self;

	private final OwnershipView view;

	private final Set<String> kinds;

	private final MonotonicClock clock;

	private final Recorder recorder;

	private final Map<SessionId, Sign> signs = new HashMap<>();

	private final Map<ResourceKey, Begun> underWay = new HashMap<>();

	MoveTimes(NodeId self, OwnershipView view, Set<String> kinds, MonotonicClock clock, Recorder recorder) {
		this.self = self;
		this.view = view;
		this.kinds = Set.copyOf(kinds);
		this.clock = clock;
		this.recorder = recorder;
	}

	/** Look which sessions were renewed; to be called more often than they are. */
	void look() {
		long now = this.clock.nanos();
		Map<SessionId, Sign> open = new HashMap<>();
		for (Session session : this.view.sessions()) {
			Sign last = this.signs.get(session.id());
			open.put(session.id(), (last != null && last.renewedAt() == session.renewedAt()) ? last
					: new Sign(session.renewedAt(), now));
		}
		this.signs.clear();
		this.signs.putAll(open);
		this.underWay.values().removeIf((begun) -> now - begun.at() > FORGOTTEN.toNanos());
	}

	void changed(OwnershipChange change) {
		ResourceKey key = change.key();
		if (key == null) {
			this.signs.clear();
			this.underWay.clear();
		}
		else if (this.kinds.contains(key.kind())) {
			changed(key, change.before(), change.after());
		}
	}

	private void changed(ResourceKey key, @Nullable Ownership before, @Nullable Ownership after) {
		if (after == null) {
			freed(key, before);
		}
		else if (after.state() == Ownership.State.RELEASING) {
			this.underWay.putIfAbsent(key, new Begun(Cause.HAND_OVER, this.clock.nanos()));
		}
		else if (after.state() == Ownership.State.ACTIVE) {
			Begun begun = this.underWay.remove(key);
			if (begun != null && after.node().equals(this.self)) {
				this.recorder.record(begun.cause(), key.kind(), Duration.ofNanos(this.clock.nanos() - begun.at()));
			}
		}
	}

	/** By the end of its owner's session, or because nobody can take it. */
	private void freed(ResourceKey key, @Nullable Ownership before) {
		this.underWay.remove(key);
		if (before != null && !isOpen(before.owner())) {
			Sign last = this.signs.get(before.owner());
			this.underWay.put(key, new Begun(Cause.FAIL_OVER, (last != null) ? last.at() : this.clock.nanos()));
		}
	}

	private boolean isOpen(SessionId session) {
		return this.view.sessionOf(session.node()).filter((open) -> open.id().equals(session)).isPresent();
	}

	/** Why something moves. */
	enum Cause {

		/** Its owner was asked for it, and gave it. */
		HAND_OVER,

		/** Its owner's session has ended. */
		FAIL_OVER

	}

	/** Is given the times. */
	@FunctionalInterface
	interface Recorder {

		void record(Cause cause, String kind, Duration took);

	}

	/** The last renewal of a session, and when it was seen. */
	private record Sign(long renewedAt, long at) {

	}

	/** A move that is not at its end. */
	private record Begun(Cause cause, long at) {

	}

}
