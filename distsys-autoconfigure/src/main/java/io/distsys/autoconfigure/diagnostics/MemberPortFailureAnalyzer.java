package io.distsys.autoconfigure.diagnostics;

import java.net.BindException;

import com.hazelcast.core.HazelcastException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Explains that the Hazelcast member has found no free port. */
@Order(DistsysFailureAnalyzer.ORDER)
class MemberPortFailureAnalyzer extends AbstractFailureAnalyzer<HazelcastException> {

	private static final String PORT = "distsys.network.port";

	private static final String COUNT = "distsys.network.port-count";

	private final Environment environment;

	MemberPortFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, HazelcastException cause) {
		if (findCause(cause, BindException.class) == null && !String.valueOf(cause.getMessage()).contains("in use")) {
			return null;
		}
		return new FailureAnalysis(
				"The node found no free port to listen for other nodes at: " + describe(PORT) + ", " + describe(COUNT)
						+ ". Hazelcast says: " + cause.getMessage(),
				"Set " + PORT + " and " + COUNT + " to a range with a free port, and distsys.network.bind-address to "
						+ "an address of this machine. If the application has a Config bean, change the network there.",
				cause);
	}

	private String describe(String property) {
		String value = this.environment.getProperty(property);
		return property + ((value != null) ? "=" + value : " (default)");
	}

}
