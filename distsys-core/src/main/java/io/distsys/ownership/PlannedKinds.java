package io.distsys.ownership;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The kinds of resources that sessions offer to own, which are those that are planned. A
 * kind that nobody offers, such as names, is only claimed: there may be very many rows of
 * it, which come and go all the time, and no plan depends on any of them.
 */
final class PlannedKinds {

	private final Collection<Session> sessions;

	/**
	 * Create it.
	 * @param sessions the open sessions, as they are at each moment
	 */
	PlannedKinds(Collection<Session> sessions) {
		this.sessions = sessions;
	}

	boolean contain(String kind) {
		for (Session session : this.sessions) {
			if (session.offersAny(kind)) {
				return true;
			}
		}
		return false;
	}

	/** Whether another plan may follow from the table after a command. */
	boolean concern(Command command) {
		if (command instanceof Command.Claim claim) {
			return contain(claim.key().kind());
		}
		if (command instanceof Command.Unclaim unclaim) {
			return contain(unclaim.held().key().kind());
		}
		if (command instanceof Command.Describe describe) {
			return contain(describe.held().key().kind());
		}
		return true;
	}

	/** Those rows that a plan depends on; what is on the move counts in any case. */
	List<Ownership> among(Stream<Ownership> rows) {
		Set<String> offered = this.sessions.stream()
			.flatMap((session) -> session.offers().stream())
			.map(Offer::kind)
			.collect(Collectors.toSet());
		return rows.filter((row) -> row.state() == Ownership.State.RELEASING || offered.contains(row.key().kind()))
			.toList();
	}

}
