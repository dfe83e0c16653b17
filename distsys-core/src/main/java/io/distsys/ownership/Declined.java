package io.distsys.ownership;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.distsys.cluster.NodeId;
import io.distsys.time.DoublingPause;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for the leader which nodes could not begin with what they were given, so that
 * others are asked first. Each failure in a row counts for twice as long as the one
 * before, and what another node has by now is taken from it for such a node after the
 * longest time only: it works where it is, and would not while it is tried. A new leader
 * begins with nothing.
 */
final class Declined {

	static final Duration FIRST = Duration.ofMinutes(1);

	static final Duration LONGEST = Duration.ofHours(1);

	private static final DoublingPause PAUSES = new DoublingPause(FIRST, LONGEST);

	private final Map<ResourceKey, Map<SessionId, Pause>> pauses = new HashMap<>();

	/** A row is another now. */
	void changed(ResourceKey key, @Nullable Ownership before, @Nullable Ownership after, long now) {
		if (before != null && before.state() == Ownership.State.ASSIGNED && after == null) {
			this.pauses.computeIfAbsent(key, (ignored) -> new HashMap<>())
				.compute(before.owner(), (session, known) -> Pause.after(known, now));
		}
		else if (after != null && after.state() == Ownership.State.ACTIVE && this.pauses.containsKey(key)) {
			this.pauses.get(key).remove(after.owner());
		}
	}

	/**
	 * Who is better not asked now.
	 * @param table knows which sessions are open: others count no more
	 * @param now the leader's clock
	 * @return the nodes by resource
	 */
	Map<ResourceKey, Set<NodeId>> now(OwnershipTable table, long now) {
		Map<ResourceKey, Set<NodeId>> declined = new HashMap<>();
		this.pauses.forEach((key, bySession) -> {
			bySession.keySet().removeIf((session) -> table.find(session) == null);
			boolean works = table.find(key).filter((row) -> row.state() == Ownership.State.ACTIVE).isPresent();
			bySession.forEach((session, pause) -> {
				Duration length = works ? LONGEST : pause.length();
				if (now - pause.since() < length.toNanos()) {
					declined.computeIfAbsent(key, (ignored) -> new HashSet<>()).add(session.node());
				}
			});
		});
		this.pauses.values().removeIf(Map::isEmpty);
		return declined;
	}

	void forget() {
		this.pauses.clear();
	}

	/**
	 * Not before it is over.
	 *
	 * @param since when it began, by the leader's clock
	 * @param length how long it is
	 */
	private record Pause(long since, Duration length) {

		static Pause after(@Nullable Pause former, long now) {
			return new Pause(now, PAUSES.after((former != null) ? former.length() : null));
		}

	}

}
