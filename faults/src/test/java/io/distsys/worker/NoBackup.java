package io.distsys.worker;

import java.util.List;

import net.bytebuddy.asm.Advice;

/** A planted fault: an owner takes itself for the only node that runs its workers. */
public final class NoBackup {

	private NoBackup() {
	}

	/** Around {@code ReplicaPeers.candidates}. */
	public static final class Candidates {

		@Advice.OnMethodExit
		static void exit(@Advice.Return(readOnly = false) List<?> candidates) {
			candidates = List.of();
		}

	}

}
