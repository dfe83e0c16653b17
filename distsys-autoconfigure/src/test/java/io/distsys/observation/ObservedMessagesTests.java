package io.distsys.observation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.cluster.Cluster;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.pubsub.ClusterListener;
import io.distsys.pubsub.Topics;
import io.distsys.rpc.RemoteService;
import io.distsys.rpc.RemoteServices;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is done for a call or a message is a child of what has sent it. */
class ObservedMessagesTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Application.class)
		// Those of other tests are in the same package.
		.withPropertyValues("distsys.worker.enabled=false");

	private static SimpleSpan span(SimpleTracer tracer, Span.Kind kind) {
		await().atMost(LONG)
			.until(() -> tracer.getSpans()
				.stream()
				.anyMatch((span) -> span.getKind() == kind && !span.getEndTimestamp().equals(java.time.Instant.EPOCH)));
		return tracer.getSpans().stream().filter((span) -> span.getKind() == kind).findFirst().orElseThrow();
	}

	@Test
	void theSpanOfACalleeIsAChildOfThatOfItsCaller() {
		this.runner.run((context) -> {
			SimpleTracer tracer = context.getBean(SimpleTracer.class);
			Greeter greeter = context.getBean(RemoteServices.class)
				.of(Greeter.class)
				.onNode(context.getBean(Cluster.class).self().id())
				.proxy();
			assertThat(Traces.in(context, () -> greeter.greet("ann"))).isEqualTo("hello ann");
			SimpleSpan sent = span(tracer, Span.Kind.CLIENT);
			SimpleSpan handled = span(tracer, Span.Kind.SERVER);
			assertThat(sent.getName()).isEqualTo("ObservedMessagesTests$Greeter.greet");
			Traces.assertParent(sent, handled);
		});
	}

	@Test
	void aCallOfASingletonOnItsOwnNodeIsPartOfWhatItsCallerDoes() {
		this.runner.run((context) -> {
			Traces.in(context, activeTill(context)::count);
			SimpleTracer tracer = context.getBean(SimpleTracer.class);
			assertThat(tracer.getSpans()).extracting(SimpleSpan::getName)
				.containsExactlyInAnyOrder("outer", "counting");
			Traces.assertParent(named(tracer, "outer"), named(tracer, "counting"));
		});
	}

	@Test
	void aCallOfASingletonOnItsOwnNodeIsObservedWhereThatIsWanted() {
		this.runner.withPropertyValues("distsys.observation.local-calls=true").run((context) -> {
			Traces.in(context, activeTill(context)::count);
			SimpleTracer tracer = context.getBean(SimpleTracer.class);
			SimpleSpan sent = span(tracer, Span.Kind.CLIENT);
			SimpleSpan handled = span(tracer, Span.Kind.SERVER);
			assertThat(sent.getName()).isEqualTo("till.count");
			Traces.assertParent(named(tracer, "outer"), sent);
			Traces.assertParent(sent, handled);
			Traces.assertParent(handled, named(tracer, "counting"));
		});
	}

	@Test
	void aCallOfASingletonThatGoesOnOnAnotherThreadIsObservedInAnyCase() {
		this.runner.run((context) -> {
			Till till = activeTill(context);
			assertThat(Traces.in(context, till::countLater).toCompletableFuture()).succeedsWithin(LONG);
			SimpleTracer tracer = context.getBean(SimpleTracer.class);
			Traces.assertParent(span(tracer, Span.Kind.CLIENT), span(tracer, Span.Kind.SERVER));
		});
	}

	private static Till activeTill(ApplicationContext context) {
		await().atMost(LONG).until(() -> context.getBean(ClusterSingletons.class).fenceOf("till").isPresent());
		return context.getBean(Till.class);
	}

	private static SimpleSpan named(SimpleTracer tracer, String name) {
		return tracer.getSpans().stream().filter((span) -> name.equals(span.getName())).findFirst().orElseThrow();
	}

	@Test
	void theSpanOfAListenerIsAChildOfThatOfThePublisher() {
		this.runner.run((context) -> {
			SimpleTracer tracer = context.getBean(SimpleTracer.class);
			assertThat(Traces.in(context, () -> context.getBean(Topics.class).publish("news", "text"))).isOne();
			SimpleSpan sent = span(tracer, Span.Kind.PRODUCER);
			SimpleSpan handled = span(tracer, Span.Kind.CONSUMER);
			assertThat(handled.getName()).isEqualTo("topic news");
			Traces.assertParent(sent, handled);
		});
	}

	@Test
	void withoutATracerNothingIsSentAlong() {
		ObservedMessages observed = new ObservedMessages(ObservationRegistry.create(), false);
		assertThat(observed.send(new Operation(Kind.TOPIC, "t", "")).context()).isEmpty();
		assertThat(MessageObserver.none().send(new Operation(Kind.SERVICE_CALL, "s", "m")).context()).isEmpty();
	}

	@Test
	void aFailureIsThatOfTheObservation() throws Exception {
		Deque<Observation.Context> stopped = new ArrayDeque<>();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new io.micrometer.observation.ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				stopped.add(context);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		ObservedMessages observed = new ObservedMessages(registry, false);
		observed.send(new Operation(Kind.SERVICE_CALL, "org.example.Prices", "of"))
			.end(new IllegalStateException("planted"));
		assertThat(stopped.getLast().getName()).isEqualTo("distsys.calls.sent");
		assertThat(stopped.getLast().getError()).hasMessage("planted");
		assertThat(stopped.getLast().getLowCardinalityKeyValues()).containsExactly(KeyValue.of("kind", "service"),
				KeyValue.of("method", "of"), KeyValue.of("target", "Prices"));
		AtomicReference<String> done = new AtomicReference<>();
		observed.receive(new Operation(Kind.TOPIC, "news", "id"), Map.of(), () -> {
			done.set("done");
			return true;
		});
		assertThat(done).hasValue("done");
		assertThat(stopped.getLast().getName()).isEqualTo("distsys.messages.handled");
		assertThat(stopped.getLast().getLowCardinalityKeyValues()).containsExactly(KeyValue.of("kind", "topic"));
	}

	interface Greeter {

		String greet(String name);

	}

	@RemoteService
	static class GreeterOfThisNode implements Greeter {

		@Override
		public String greet(String name) {
			return "hello " + name;
		}

	}

	interface Till {

		int count();

		CompletionStage<Integer> countLater();

	}

	@ClusterSingleton("till")
	static class TillOfTheCluster implements Till {

		private final ObservationRegistry registry;

		TillOfTheCluster(ObservationRegistry registry) {
			this.registry = registry;
		}

		@Override
		public int count() {
			return Observation.createNotStarted("counting", this.registry).observe(() -> 1);
		}

		@Override
		public CompletionStage<Integer> countLater() {
			return CompletableFuture.completedFuture(count());
		}

	}

	static class Listener {

		@ClusterListener(topics = "news")
		void onNews(String message) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ SingleNodeConfiguration.class, TracingConfiguration.class, GreeterOfThisNode.class,
			TillOfTheCluster.class, Listener.class })
	static class Application {

	}

}
