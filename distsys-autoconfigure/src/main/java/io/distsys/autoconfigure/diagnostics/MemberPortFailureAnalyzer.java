package io.distsys.autoconfigure.diagnostics;

import java.net.BindException;

import com.hazelcast.core.HazelcastException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains that the Hazelcast member has found no free port. */
class MemberPortFailureAnalyzer extends AbstractFailureAnalyzer<HazelcastException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, HazelcastException cause) {
		if (findCause(cause, BindException.class) == null && !String.valueOf(cause.getMessage()).contains("in use")) {
			return null;
		}
		return new FailureAnalysis("The node could not listen for other nodes: " + cause.getMessage(),
				"Set distsys.network.port and distsys.network.port-count to a range with a free port, and "
						+ "distsys.network.bind-address to an address of this machine.",
				cause);
	}

}
