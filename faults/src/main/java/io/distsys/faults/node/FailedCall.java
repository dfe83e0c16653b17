package io.distsys.faults.node;

import java.util.concurrent.CompletionException;

import io.distsys.faults.history.EventKind;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;

/** What is recorded of a call that was not answered. */
final class FailedCall {

	private FailedCall() {
	}

	/** Whether it had no effect, as the library says, or nobody knows. */
	static EventKind outcome(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		boolean didNotRun = cause instanceof CallException call && call.outcome() == Outcome.DID_NOT_RUN;
		return didNotRun ? EventKind.FAILED : EventKind.UNKNOWN;
	}

}
