package io.distsys.ownership;

import net.bytebuddy.asm.Advice;

/** A planted fault: the tokens of a session that has ended are given out again. */
public final class ReusedTokens {

	private ReusedTokens() {
	}

	/** Called by what is planted. */
	public static long countOf(OwnedRows rows, SessionId owner) {
		return rows.all().values().stream().filter((row) -> row.owner().equals(owner)).count();
	}

	/** Around {@code OwnedRows.freeAll}. */
	public static final class GiveBack {

		@Advice.OnMethodEnter
		static void enter(@Advice.This OwnedRows rows, @Advice.Argument(0) SessionId owner,
				@Advice.FieldValue(value = "lastToken", readOnly = false) long lastToken) {
			lastToken -= ReusedTokens.countOf(rows, owner);
		}

	}

}
