package io.distsys.observation;

import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.test.simple.SimpleSpan;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** What tests ask of traces. */
final class Traces {

	private Traces() {
	}

	/** Do something in a trace; the simple tracer gives a span without one no ids. */
	static <T> T in(ApplicationContext node, Supplier<T> action) {
		return Observation.createNotStarted("outer", node.getBean(ObservationRegistry.class)).observe(action);
	}

	static void assertParent(SimpleSpan parent, SimpleSpan child) {
		assertThat(parent.context().spanId()).isNotEmpty();
		assertThat(parent.context().traceId()).isNotEmpty();
		assertThat(child.context().traceId()).isEqualTo(parent.context().traceId());
		assertThat(child.context().parentId()).isEqualTo(parent.context().spanId());
	}

}
