package io.distsys.tracker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.distsys.tracker.Tracked.Place;
import io.distsys.tracker.TrackedChange.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Changes that were not told yet, at most one for each entry: that is their bound.
 * Guarded by its owner.
 */
final class PendingChanges {

	private final Map<Place, Pending> changes = new LinkedHashMap<>();

	private record Pending(@Nullable Tracked before, @Nullable Tracked after, Reason reason) {

		boolean isNothing() {
			return Objects.equals(this.before, this.after);
		}

	}

	void add(Place place, @Nullable Tracked before, @Nullable Tracked after, Reason reason) {
		Pending earlier = this.changes.get(place);
		Pending net = new Pending((earlier != null) ? earlier.before() : before, after, reason);
		if (net.isNothing()) {
			this.changes.remove(place);
		}
		else {
			this.changes.put(place, net);
		}
	}

	List<TrackedChange> take() {
		List<TrackedChange> all = this.changes.values()
			.stream()
			.map((pending) -> new TrackedChange(pending.before(), pending.after(), pending.reason()))
			.toList();
		this.changes.clear();
		return all;
	}

}
