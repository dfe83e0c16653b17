package io.distsys.autoconfigure.diagnostics;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.distsys.hazelcast.guard.JoinRefusedException;
import io.distsys.hazelcast.guard.Refusal;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/** Explains that other nodes have not let this one in. */
@Order(DistsysFailureAnalyzer.ORDER)
class JoinRefusedFailureAnalyzer extends AbstractFailureAnalyzer<JoinRefusedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, JoinRefusedException cause) {
		Set<Refusal> reasons = new TreeSet<>(cause.refusals().values());
		return new FailureAnalysis(cause.getMessage() + ". It was shut down, since alone it would be a second cluster.",
				reasons.stream().map(JoinRefusedFailureAnalyzer::action).collect(Collectors.joining(" "))
						+ " If they are the nodes of another application, give this one other ports: "
						+ "distsys.network.port.",
				cause);
	}

	private static String action(Refusal reason) {
		return switch (reason) {
			case OTHER_SECRET -> "Set distsys.security.secret to the secret of the other nodes. While it is being "
					+ "changed, distsys.security.additional-secrets of each node must hold the other one.";
			case NO_SECRET -> "Set distsys.security.secret on all nodes, or on none.";
			case NO_TLS -> "Set distsys.security.ssl.bundle on all nodes, or on none.";
			case TLS -> "Let the bundle of distsys.security.ssl.bundle trust the certificates of the other nodes, and "
					+ "theirs the one of this node.";
			case OTHER_ADDRESS -> "If addresses are translated between the nodes, give each Hazelcast member its "
					+ "public address by a HazelcastConfigCustomizer. If they are not, somebody passes connections on.";
			case NOT_A_NODE, TOO_SLOW -> "Look at what listens at the addresses in distsys.discovery.";
		};
	}

}
