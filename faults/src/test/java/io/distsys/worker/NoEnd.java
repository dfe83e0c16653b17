package io.distsys.worker;

import net.bytebuddy.asm.Advice;

/** A planted fault: a worker that is stopped is noted as one that was started. */
public final class NoEnd {

	private NoEnd() {
	}

	/** Around {@code StateCopy.ended}. */
	public static final class Ended {

		@Advice.OnMethodExit
		static void exit(@Advice.Argument(0) String key, @Advice.Argument(1) StateVersion version,
				@Advice.Return(readOnly = false) StateCopy copy) {
			copy = StateCopy.started(key, version);
		}

	}

}
