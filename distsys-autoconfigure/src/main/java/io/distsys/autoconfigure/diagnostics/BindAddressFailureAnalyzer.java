package io.distsys.autoconfigure.diagnostics;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Explains that the node is to listen at an address that the machine does not have. */
@Order(DistsysFailureAnalyzer.ORDER)
class BindAddressFailureAnalyzer implements FailureAnalyzer {

	private static final String PROPERTY = "distsys.network.bind-address";

	private final Environment environment;

	BindAddressFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
		if (!String.valueOf(root.getMessage()).contains("No matching network interface found")) {
			return null;
		}
		return new FailureAnalysis(
				"This machine has no address at which the node could listen: " + PROPERTY + "="
						+ this.environment.getProperty(PROPERTY, "(default)") + ".",
				"Set " + PROPERTY + " to an address of this machine, or remove it to let the node choose one. If the "
						+ "application has a Config bean, change the interfaces there.",
				root);
	}

}
