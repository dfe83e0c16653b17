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

	/** A batch that came while nothing waited, until something else comes. */
	private List<TrackedChange> batch = List.of();

	private record Pending(@Nullable Tracked before, @Nullable Tracked after, Reason reason) {

		boolean isNothing() {
			return Objects.equals(this.before, this.after);
		}

	}

	/** Add net changes, at most one for each entry. */
	void addAll(List<TrackedChange> net) {
		if (this.batch.isEmpty() && this.changes.isEmpty()) {
			this.batch = net;
			return;
		}
		net.forEach(this::add);
	}

	private void add(TrackedChange change) {
		add(change.entry().place(), change.before(), change.after(), change.reason());
	}

	void add(Place place, @Nullable Tracked before, @Nullable Tracked after, Reason reason) {
		takeBatch().forEach(this::add);
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
		if (!this.batch.isEmpty()) {
			return takeBatch();
		}
		List<TrackedChange> all = this.changes.values()
			.stream()
			.map((pending) -> new TrackedChange(pending.before(), pending.after(), pending.reason()))
			.toList();
		this.changes.clear();
		return all;
	}

	private List<TrackedChange> takeBatch() {
		List<TrackedChange> whole = this.batch;
		this.batch = List.of();
		return whole;
	}

}
