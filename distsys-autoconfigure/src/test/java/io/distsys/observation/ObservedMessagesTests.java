package io.distsys.observation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.cluster.Cluster;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.ownership.Guarantee;
import io.distsys.presence.Presence;
import io.distsys.presence.PresenceTracking;
import io.distsys.presence.TrackedPresence;
import io.distsys.pubsub.ClusterListener;
import io.distsys.pubsub.Topics;
import io.distsys.registry.AvailableRegistry;
import io.distsys.registry.ClusterRegistries;
import io.distsys.registry.ClusterRegistry;
import io.distsys.registry.Registration;
import io.distsys.registry.RegistrationResult;
import io.distsys.registry.StrongRegistry;
import io.distsys.rpc.RemoteService;
import io.distsys.rpc.RemoteServices;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.ClusterSingletons;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
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
	void aChangeOfANameIsAChildOfWhatItsCallerDoesAndALookUpIsNotObserved() {
		this.runner.run((context) -> {
			ClusterRegistries registries = context.getBean(ClusterRegistries.class);
			SimpleTracer tracer = context.getBean(SimpleTracer.class);
			activeTill(context);
			for (Guarantee guarantee : Guarantee.values()) {
				tracer.getSpans().clear();
				Traces.in(context, () -> changeAndLookUp(registries.get(guarantee)));
				assertThat(tracer.getSpans()).extracting(SimpleSpan::getName)
					.containsExactlyInAnyOrder("outer", "name.register", "name.update", "name.unregister");
				Stream.of("name.register", "name.update", "name.unregister")
					.forEach((change) -> Traces.assertParent(named(tracer, "outer"), named(tracer, change)));
				assertThat(named(tracer, "name.register").getKind())
					.isEqualTo((guarantee == Guarantee.STRONG) ? Span.Kind.CLIENT : Span.Kind.PRODUCER);
			}
		});
	}

	private static boolean changeAndLookUp(ClusterRegistry registry) {
		RegistrationResult result = registry.register("terminal/7", Map.of());
		assertThat(result).isInstanceOf(RegistrationResult.Registered.class);
		Registration registration = ((RegistrationResult.Registered) result).registration();
		assertThat(registration.update(Map.of("address", "10.0.0.7"))).isTrue();
		assertThat(registry.find("terminal/7")).isPresent();
		assertThat(registry.list("terminal/")).hasSize(1);
		assertThat(registration.isHeld()).isTrue();
		return registration.unregister();
	}

	@Test
	void aChangeOfPresenceIsAChildOfWhatItsCallerDoesAndALookUpIsNotObserved() {
		this.runner.run((context) -> {
			Presence presence = context.getBean(Presence.class);
			Traces.in(context, () -> {
				PresenceTracking tracking = presence.track("campaign/7", "ann", Map.of());
				tracking.update(Map.of("tab", "2"));
				assertThat(presence.list("campaign/7")).containsOnlyKeys("ann");
				tracking.close();
				return presence.isPresent("campaign/7", "ann");
			});
			SimpleTracer tracer = context.getBean(SimpleTracer.class);
			assertThat(tracer.getSpans()).extracting(SimpleSpan::getName)
				.containsExactlyInAnyOrder("outer", "presence.track", "presence.update", "presence.untrack");
			Traces.assertParent(named(tracer, "outer"), named(tracer, "presence.untrack"));
		});
	}

	@Test
	void withoutObservationsRegistriesAndPresenceAreUsedAsTheyAre() {
		this.runner.withPropertyValues("distsys.observation.enabled=false").run((context) -> {
			assertThat(context.getBean(ClusterRegistries.class).all().values())
				.allMatch((registry) -> registry instanceof StrongRegistry || registry instanceof AvailableRegistry);
			assertThat(context.getBean(Presence.class)).isInstanceOf(TrackedPresence.class);
		});
	}

	@Test
	void namesAndWhoIsPresentAreInTracesAndNotInMeters() {
		Deque<Observation.Context> stopped = new ArrayDeque<>();
		ObservedMessages observed = new ObservedMessages(keeping(stopped), false);
		observed.send(new Operation(Kind.STRONG_NAME, "terminal/7", "register")).end(null);
		assertThat(stopped.getLast().getName()).isEqualTo("distsys.names.changed");
		assertThat(stopped.getLast().getLowCardinalityKeyValues()).containsExactly(KeyValue.of("kind", "strong name"),
				KeyValue.of("method", "register"));
		assertThat(stopped.getLast().getHighCardinalityKeyValues())
			.containsExactly(KeyValue.of("target", "terminal/7"));
		observed.send(new Operation(Kind.AVAILABLE_NAME, "terminal/7", "update")).end(null);
		assertThat(stopped.getLast().getName()).isEqualTo("distsys.names.changed");
		assertThat(stopped.getLast().getLowCardinalityKeyValues())
			.containsExactly(KeyValue.of("kind", "available name"), KeyValue.of("method", "update"));
		observed.send(new Operation(Kind.PRESENCE, "campaign/7", "track", "ann")).end(null);
		assertThat(stopped.getLast().getName()).isEqualTo("distsys.presences.changed");
		assertThat(stopped.getLast().getLowCardinalityKeyValues()).containsExactly(KeyValue.of("kind", "presence"),
				KeyValue.of("method", "track"));
		assertThat(stopped.getLast().getHighCardinalityKeyValues()).containsExactly(KeyValue.of("key", "ann"),
				KeyValue.of("target", "campaign/7"));
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
		ObservedMessages observed = new ObservedMessages(keeping(stopped), false);
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

	/** One that keeps what has stopped. */
	private static ObservationRegistry keeping(Deque<Observation.Context> stopped) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				stopped.add(context);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		return registry;
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
