package io.distsys.consensus;

/** What this package itself writes into the log, beside the commands of the user. */
sealed interface LogOperation {

	/** A leader begins its term. */
	record NewTerm() implements LogOperation {

	}

	/**
	 * Tokens must grow above one that a joining node has seen in an earlier group.
	 *
	 * @param floor the token
	 */
	record RaiseTokens(long floor) implements LogOperation {

	}

	/**
	 * This group took the place of another.
	 *
	 * @param reset by whom and why
	 */
	record Reset(ResetRecord reset) implements LogOperation {

	}

}
