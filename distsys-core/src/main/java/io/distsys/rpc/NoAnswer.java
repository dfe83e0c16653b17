package io.distsys.rpc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.rpc.RoutedCall.Attempt;
import io.distsys.rpc.RoutedCall.NotTaken;
import org.jspecify.annotations.Nullable;

/**
 * The exceptions of a call that has no answer of the callee's.
 *
 * @param call the call, for people
 * @param timeout how long it may take
 * @param names knows how people call a node
 */
record NoAnswer(String call, Duration timeout, Function<NodeId, String> names) {

	CallException of(Attempt attempt) {
		String node = nodeOf(attempt);
		if (attempt.reply() instanceof Reply.Refused refused) {
			return new CallException.RefusedException(
					this.call + " was refused by node " + node + ": " + reason(refused), refused.refusal());
		}
		if (attempt.reply() instanceof Reply.Unreachable unreachable) {
			return new CallException.UnreachableException(
					this.call + ": node " + node + " cannot be reached: " + unreachable.reason(),
					unreachable.outcome());
		}
		Outcome outcome = (attempt.reply() instanceof Reply.TimedOut timedOut) ? timedOut.outcome()
				: Outcome.MAY_HAVE_RUN;
		return new CallException.CallTimeoutException(
				this.call + " had no answer of node " + node + " within " + this.timeout, outcome);
	}

	CallException of(NotTaken end) {
		if (end.outage().isPresent()) {
			return new CallException.RefusedException(
					this.call + ": there is nobody to take it and nobody can be given it: " + end.outage().get()
							+ lastTried(end.last()),
					Refusal.NO_QUORUM);
		}
		Attempt last = end.last();
		if (last == null) {
			return new CallException.CallTimeoutException(this.call + ": nobody was active within " + this.timeout,
					Outcome.DID_NOT_RUN);
		}
		return new CallException.CallTimeoutException(
				this.call + ": nobody took it within " + this.timeout + lastTried(last), Outcome.DID_NOT_RUN);
	}

	private String lastTried(@Nullable Attempt last) {
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
		return ", last tried node " + nodeOf(last) + ", " + reason;
	}

	/** With its identity, for a node that was started anew may have the same name. */
	private String nodeOf(Attempt attempt) {
		NodeId node = attempt.route().node();
		String name = this.names.apply(node);
		String id = node.abbreviated();
		return name.equals(id) ? id : name + " (" + id + ")";
	}

	private static String reason(Reply.Refused refused) {
		String detail = new String(refused.detail(), StandardCharsets.UTF_8);
		if (refused.refusal() == Refusal.NO_SUCH_ADDRESS && detail.isEmpty()) {
			detail = "there is none on that node, or none any more";
		}
		return refused.refusal() + (detail.isEmpty() ? "" : ", " + detail);
	}

}
