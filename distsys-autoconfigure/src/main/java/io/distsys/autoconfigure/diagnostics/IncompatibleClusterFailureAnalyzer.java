package io.distsys.autoconfigure.diagnostics;

import io.distsys.hazelcast.guard.IncompatibleClusterException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Explains that the cluster runs another version of Hazelcast, or is configured
 * otherwise.
 */
@Order(DistsysFailureAnalyzer.ORDER)
class IncompatibleClusterFailureAnalyzer extends AbstractFailureAnalyzer<IncompatibleClusterException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, IncompatibleClusterException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.isVersion()
				? "Run one minor version of Hazelcast on all nodes (the property 'hazelcast.version' of the build). Its "
						+ "Community Edition does not let versions mix: to change it, stop all nodes and start all with "
						+ "the new one, or give the new ones another distsys.cluster.name."
				: "Configure the Hazelcast member of this node as those of the others are.", cause);
	}

}
