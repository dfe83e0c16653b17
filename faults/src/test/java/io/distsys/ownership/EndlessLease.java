package io.distsys.ownership;

import net.bytebuddy.asm.Advice;

/** A planted fault: an owner does not look at its clock. */
public final class EndlessLease {

	private EndlessLease() {
	}

	/** Around {@code LeaseTerm.isHeld}. */
	public static final class Held {

		@Advice.OnMethodExit
		static void exit(@Advice.FieldValue("ended") boolean ended, @Advice.Return(readOnly = false) boolean held) {
			held = !ended;
		}

	}

	/** Around {@code LeaseTerm.remainingNanos}. */
	public static final class Remaining {

		@Advice.OnMethodExit
		static void exit(@Advice.FieldValue("ended") boolean ended, @Advice.Return(readOnly = false) long remaining) {
			remaining = ended ? 0 : 3_600_000_000_000L;
		}

	}

}
