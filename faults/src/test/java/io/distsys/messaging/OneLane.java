package io.distsys.messaging;

import net.bytebuddy.asm.Advice;

/** A planted fault: whatever is sent waits on the bulk lane, control too. */
public final class OneLane {

	private OneLane() {
	}

	/** Around {@code Peer.outbox}. */
	public static final class Shared {

		@Advice.OnMethodEnter
		static void enter(@Advice.Argument(value = 0, readOnly = false) Lane lane) {
			lane = Lane.BULK;
		}

	}

}
