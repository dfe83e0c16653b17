package io.distsys.registry;

/**
 * Decides which of two nodes keeps an available name that both hold, after a cut or after
 * registrations at the same moment. The node that does not is told, and its registration
 * is lost.
 * <p>
 * Every node asks the rule for itself, so it must depend on the two claims alone, and be
 * the same on all nodes. Of three claims any order of asking must lead to the same one. A
 * rule that looks at metadata has two exceptions to bear with: nodes that see different
 * metadata for a moment show different holders for that moment; and if a holder changes
 * what the rule looks at just while the two meet, each may give way to the other, so that
 * both are told and nobody holds the name.
 * <p>
 * It is called on threads of the library, under a lock: it must be quick and call nothing
 * of the registry. If it throws, or returns something else than one of the two, that is
 * logged and the later registration is kept.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ConflictRule {

	/**
	 * Decide.
	 * @param earlier the claim that was registered first, by hybrid logical time
	 * @param later the claim that was registered last; if both were at the same moment,
	 * that of the larger node id
	 * @return the one that is kept
	 */
	NameClaim keep(NameClaim earlier, NameClaim later);

	/**
	 * The later registration is kept.
	 * @return the rule that is used unless there is another
	 */
	static ConflictRule lastWriter() {
		return (earlier, later) -> later;
	}

}
