package io.distsys.rpc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.rpc.RoutedCall.Attempt;
import io.distsys.rpc.RoutedCall.NotTaken;
import org.jspecify.annotations.Nullable;

/** The exceptions of calls that have no answer of the callee's. */
final class NoAnswer {

	private NoAnswer() {
	}

	static CallException of(String call, Duration timeout, Attempt attempt) {
		String node = attempt.route().node().abbreviated();
		if (attempt.reply() instanceof Reply.Refused refused) {
			return new CallException.RefusedException(call + " was refused by node " + node + ": " + reason(refused),
					refused.refusal());
		}
		if (attempt.reply() instanceof Reply.Unreachable unreachable) {
			return new CallException.UnreachableException(
					call + ": node " + node + " cannot be reached: " + unreachable.reason(), unreachable.outcome());
		}
		Outcome outcome = (attempt.reply() instanceof Reply.TimedOut timedOut) ? timedOut.outcome()
				: Outcome.MAY_HAVE_RUN;
		return new CallException.CallTimeoutException(call + " had no answer of node " + node + " within " + timeout,
				outcome);
	}

	static CallException of(String call, Duration timeout, NotTaken end) {
		if (end.outage().isPresent()) {
			return new CallException.RefusedException(call + ": there is nobody to take it and nobody can be given it: "
					+ end.outage().get() + lastTried(end.last()), Refusal.NO_QUORUM);
		}
		Attempt last = end.last();
		if (last == null) {
			return new CallException.CallTimeoutException(call + ": nobody was active within " + timeout,
					Outcome.DID_NOT_RUN);
		}
		return new CallException.CallTimeoutException(call + ": nobody took it within " + timeout + lastTried(last),
				Outcome.DID_NOT_RUN);
	}

	private static String lastTried(@Nullable Attempt last) {
		if (last == null) {
			return "";
		}
		String reason = "";
		if (last.reply() instanceof Reply.Refused refused) {
			reason = "refused: " + reason(refused);
		}
		else if (last.reply() instanceof Reply.Unreachable unreachable) {
			reason = "not reached: " + unreachable.reason();
		}
		return ", last tried node " + last.route().node().abbreviated() + ", " + reason;
	}

	private static String reason(Reply.Refused refused) {
		String detail = new String(refused.detail(), StandardCharsets.UTF_8);
		if (refused.refusal() == Refusal.NO_SUCH_ADDRESS && detail.isEmpty()) {
			detail = "there is none on that node, or none any more";
		}
		return refused.refusal() + (detail.isEmpty() ? "" : ", " + detail);
	}

}
