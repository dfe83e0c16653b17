package io.distsys.autoconfigure.diagnostics;

import io.distsys.hazelcast.discovery.DiscoveryException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/** Explains why the addresses of other nodes cannot be had. */
@Order(DistsysFailureAnalyzer.ORDER)
class DiscoveryFailureAnalyzer extends AbstractFailureAnalyzer<DiscoveryException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DiscoveryException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
	}

}
