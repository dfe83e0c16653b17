package io.distsys.ownership;

/** Lets planted faults of another package tell commands apart. */
public final class Renewals {

	private Renewals() {
	}

	/** Whether a command is a renewal; what the table cannot read is none. */
	public static boolean isRenewal(byte[] command) {
		return CommandCodec.decode(command) instanceof Command.RenewSession;
	}

}
