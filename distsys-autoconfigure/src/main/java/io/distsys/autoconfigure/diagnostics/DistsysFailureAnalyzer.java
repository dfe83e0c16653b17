package io.distsys.autoconfigure.diagnostics;

import io.distsys.spring.ClusterTooSmallException;
import io.distsys.spring.InvalidAnnotationException;
import io.distsys.spring.InvalidPropertyException;
import io.distsys.spring.UnsupportedHazelcastException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Explains what the library itself refuses. It is asked before the analyzers of Spring
 * Boot, which would explain that a bean could not be made.
 */
@Order(DistsysFailureAnalyzer.ORDER)
class DistsysFailureAnalyzer extends AbstractFailureAnalyzer<RuntimeException> {

	static final int ORDER = 0;

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, RuntimeException cause) {
		InvalidPropertyException property = findCause(rootFailure, InvalidPropertyException.class);
		if (property != null) {
			return new FailureAnalysis(String.valueOf(property.getMessage()), property.action(), property);
		}
		InvalidAnnotationException annotation = findCause(rootFailure, InvalidAnnotationException.class);
		if (annotation != null) {
			return new FailureAnalysis(String.valueOf(annotation.getMessage()), annotation.action(), annotation);
		}
		ClusterTooSmallException small = findCause(rootFailure, ClusterTooSmallException.class);
		if (small != null) {
			return new FailureAnalysis(String.valueOf(small.getMessage()), small.action(), small);
		}
		UnsupportedHazelcastException hazelcast = findCause(rootFailure, UnsupportedHazelcastException.class);
		return (hazelcast != null)
				? new FailureAnalysis(String.valueOf(hazelcast.getMessage()), hazelcast.action(), hazelcast) : null;
	}

}
