package io.distsys.registry;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who claims one name: mostly one node, for a while perhaps several.
 *
 * @param claims all claims, sorted; at least one
 * @param winner the one that the rule keeps
 * @param entry the winner, as it is shown
 */
record Contest(List<NameClaim> claims, NameClaim winner, RegisteredName entry) {

	private static final Logger logger = LoggerFactory.getLogger(Contest.class);

	static Contest of(NameClaim claim) {
		return new Contest(List.of(claim), claim, claim.entry());
	}

	private static Contest of(List<NameClaim> claims, ConflictRule rule) {
		NameClaim winner = claims.get(0);
		for (NameClaim next : claims.subList(1, claims.size())) {
			winner = ask(rule, winner, next);
		}
		return new Contest(claims, winner, winner.entry());
	}

	private static NameClaim ask(ConflictRule rule, NameClaim earlier, NameClaim later) {
		try {
			NameClaim kept = rule.keep(earlier, later);
			if (earlier.equals(kept) || later.equals(kept)) {
				return kept;
			}
			logger.error("The rule for conflicts chose neither of the two name={} chosen={}", later.name(), kept);
		}
		catch (RuntimeException ex) {
			logger.error("The rule for conflicts failed name={}", later.name(), ex);
		}
		return later;
	}

	/** With a claim, in place of what its node said of the same registration before. */
	Contest with(NameClaim claim, ConflictRule rule) {
		return of(Stream.concat(others(claim), Stream.of(claim)).sorted().toList(), rule);
	}

	/** Without a claim; empty if there is no other. */
	Optional<Contest> without(NameClaim claim, ConflictRule rule) {
		List<NameClaim> rest = others(claim).toList();
		return rest.isEmpty() ? Optional.empty() : Optional.of(of(rest, rule));
	}

	private Stream<NameClaim> others(NameClaim claim) {
		return this.claims.stream().filter((other) -> !other.isOfSame(claim));
	}

}
