package io.distsys.ownership;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Remembers for the leader how long the resources with a minimum stay have been where
 * they are. A new leader counts from when it first looks: they then stay longer.
 */
final class Stays {

	private final Map<ResourceKey, Stay> stays = new HashMap<>();

	/**
	 * The resources that are to stay where they are.
	 * @param sessions the open sessions
	 * @param table has the rows
	 * @param now the leader's clock
	 * @return the keys of those whose minimum stay is not over
	 */
	Set<ResourceKey> resting(Collection<Session> sessions, Owners table, long now) {
		Map<ResourceKey, Duration> wanted = new HashMap<>();
		for (Session session : sessions) {
			for (Offer offer : session.offers()) {
				if (!offer.terms().minimumStay().isZero()) {
					for (int index = 0; index < offer.count(); index++) {
						wanted.merge(new ResourceKey(offer.kind(), offer.name(), index), offer.terms().minimumStay(),
								(one, other) -> (one.compareTo(other) > 0) ? one : other);
					}
				}
			}
		}
		this.stays.keySet().retainAll(wanted.keySet());
		Set<ResourceKey> resting = new HashSet<>();
		wanted.forEach((key, minimum) -> table.find(key).ifPresent((row) -> {
			Stay stay = this.stays.compute(key, (ignored, known) -> (known != null && known.token().equals(row.token()))
					? known : new Stay(row.token(), now));
			if (now - stay.since() < minimum.toNanos()) {
				resting.add(key);
			}
		}));
		return resting;
	}

	void forget() {
		this.stays.clear();
	}

	/**
	 * Where something is.
	 *
	 * @param token the grant
	 * @param since when it was first seen
	 */
	private record Stay(FencingToken token, long since) {

	}

}
