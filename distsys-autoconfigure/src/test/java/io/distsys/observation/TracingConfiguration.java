package io.distsys.observation;

import java.util.List;

import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import io.micrometer.tracing.test.simple.SimpleTraceContext;
import io.micrometer.tracing.test.simple.SimpleTracer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes traces of observations, and keeps them. */
@Configuration(proxyBeanMethods = false)
class TracingConfiguration {

	@Bean
	SimpleTracer tracer() {
		return new SimpleTracer();
	}

	@Bean
	ObservationRegistry observationRegistry(SimpleTracer tracer) {
		ObservationRegistry registry = ObservationRegistry.create();
		Propagator propagator = new IdPropagator(tracer);
		registry.observationConfig()
			.observationHandler(new FirstMatchingCompositeObservationHandler(
					new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
					new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
					new DefaultTracingObservationHandler(tracer)));
		return registry;
	}

	/** Writes the ids of a span, as the propagators of tracers do. */
	private record IdPropagator(SimpleTracer tracer) implements Propagator {

		@Override
		public List<String> fields() {
			return List.of("trace", "span");
		}

		@Override
		public <C> void inject(TraceContext context, C carrier, Setter<C> setter) {
			setter.set(carrier, "trace", context.traceId());
			setter.set(carrier, "span", context.spanId());
		}

		@Override
		public <C> Span.Builder extract(C carrier, Getter<C> getter) {
			Span.Builder builder = this.tracer.spanBuilder();
			String trace = getter.get(carrier, "trace");
			String span = getter.get(carrier, "span");
			if (trace != null && span != null) {
				SimpleTraceContext parent = new SimpleTraceContext();
				parent.setTraceId(trace);
				parent.setSpanId(span);
				builder.setParent(parent);
			}
			return builder;
		}

	}

}
