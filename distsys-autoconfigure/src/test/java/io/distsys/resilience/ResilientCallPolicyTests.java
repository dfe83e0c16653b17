package io.distsys.resilience;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Refusal;
import io.distsys.rpc.CallPolicy;
import io.distsys.rpc.CallResult;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class ResilientCallPolicyTests {

	private static final String SERVICE = "org.example.Prices";

	private final MonotonicClock clock = MonotonicClock.system();

	private final ThreadEventLoop loop = new ThreadEventLoop("distsys-core-test", this.clock);

	private final ExecutorService users = Executors.newCachedThreadPool();

	private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();

	private final RetryRegistry retries = RetryRegistry.ofDefaults();

	private final BulkheadRegistry bulkheads = BulkheadRegistry.ofDefaults();

	private final TimeLimiterRegistry limiters = TimeLimiterRegistry.ofDefaults();

	private final ClusterMembership cluster = new ClusterMembership(node(1), Runnable::run);

	private final Node two = node(2);

	private final ResilientCallPolicy policy = new ResilientCallPolicy(
			new GuardFactory(this.breakers, this.retries, this.bulkheads, this.limiters), this.cluster, this.loop);

	private final CallResult<String> value = new CallResult.Value<>(this.two.id(), "value");

	private final CallResult<String> thrown = new CallResult.Thrown<>(this.two.id(), new IllegalStateException());

	private final CallResult<String> lost = new CallResult.Unreachable<>(
			new CallException.UnreachableException("lost", Outcome.MAY_HAVE_RUN));

	private final CallResult<String> cut = new CallResult.Unreachable<>(
			new CallException.UnreachableException("cut", Outcome.DID_NOT_RUN));

	private static Node node(long number) {
		return new Node(new NodeId(number, 0), "n" + number, "", Set.of(), "", "", "", Instant.EPOCH, Node.State.UP);
	}

	ResilientCallPolicyTests() {
		this.cluster.appeared(this.two);
	}

	@AfterEach
	void stop() {
		this.policy.close();
		this.users.shutdownNow();
		this.loop.close();
	}

	private CallPolicy.Call call(boolean idempotent, Duration timeout) {
		return new CallPolicy.Call(SERVICE, "of(java.lang.String)", idempotent, false,
				this.clock.nanos() + timeout.toNanos(), this.users);
	}

	private CallResult<String> guarded(Supplier<CompletionStage<CallResult<String>>> attempt) throws Exception {
		return this.policy.guard(call(false, Duration.ofMinutes(1)), this.two.id(), attempt)
			.toCompletableFuture()
			.get(30, TimeUnit.SECONDS);
	}

	private void guarded(Node node, CallResult<String> result) throws Exception {
		this.policy
			.guard(call(false, Duration.ofMinutes(1)), node.id(), () -> CompletableFuture.completedFuture(result))
			.toCompletableFuture()
			.get(30, TimeUnit.SECONDS);
	}

	private CallResult<String> guarded(CallResult<String> result) throws Exception {
		return guarded(() -> CompletableFuture.completedFuture(result));
	}

	private List<CallResult<String>> retried(boolean idempotent, Duration timeout, CallResult<String> result)
			throws Exception {
		List<CallResult<String>> attempts = new CopyOnWriteArrayList<>();
		CallResult<String> end = this.policy.retry(call(idempotent, timeout), () -> {
			attempts.add(result);
			return CompletableFuture.completedFuture(result);
		}).toCompletableFuture().get(30, TimeUnit.SECONDS);
		assertThat(end).isSameAs(result);
		return attempts;
	}

	@Test
	void nodesOfOneNameShareNothing() throws Exception {
		Node namesake = new Node(new NodeId(3L << 32, 0), "n2", "", Set.of(), "", "", "", Instant.EPOCH, Node.State.UP);
		this.cluster.appeared(namesake);
		guarded(this.lost);
		guarded(namesake, this.value);
		assertThat(this.breakers.getAllCircuitBreakers()).extracting(CircuitBreaker::getName)
			.containsExactlyInAnyOrder("Prices@n2", "Prices@n2 (00000003)");
		assertThat(this.breakers.circuitBreaker("Prices@n2").getMetrics().getNumberOfFailedCalls()).isOne();
		this.cluster.vanished(this.two.id(), "of the test");
		assertThat(this.breakers.getAllCircuitBreakers()).extracting(CircuitBreaker::getName)
			.containsExactly("Prices@n2 (00000003)");
	}

	@Test
	void theBreakerOfANodeOpensWhenItsCallsHaveNoAnswerAndOnlyThen() throws Exception {
		for (int i = 0; i < 30; i++) {
			assertThat(guarded(this.thrown)).isSameAs(this.thrown);
		}
		for (int i = 0; i < 20; i++) {
			guarded(this.lost);
		}
		AtomicInteger attempts = new AtomicInteger();
		CallResult<String> refused = guarded(() -> {
			attempts.incrementAndGet();
			return CompletableFuture.completedFuture(this.value);
		});
		assertThat(attempts).hasValue(0);
		assertThat(refused).isInstanceOfSatisfying(CallResult.Refused.class, (open) -> {
			assertThat(open.refusal()).isEqualTo(Refusal.CIRCUIT_OPEN);
			assertThat(open.exception())
				.hasMessage("of(java.lang.String) of the service org.example.Prices was not sent: "
						+ "CIRCUIT_OPEN of 'Prices@n2' (did not run)");
		});
		assertThat(this.policy
			.guard(call(false, Duration.ofMinutes(1)), this.cluster.self().id(),
					() -> CompletableFuture.completedFuture(this.value))
			.toCompletableFuture()).isCompletedWithValue(this.value);
		assertThat(this.breakers.find("Prices@n2"))
			.hasValueSatisfying((breaker) -> assertThat(breaker.getState()).hasToString("OPEN"));
	}

	@Test
	void whatANodeHadIsForgottenWithIt() throws Exception {
		guarded(this.value);
		assertThat(this.breakers.find("Prices@n2")).isPresent();
		this.cluster.vanished(this.two.id(), "of the test");
		assertThat(this.breakers.find("Prices@n2")).isEmpty();
		assertThat(this.bulkheads.find("Prices@n2")).isEmpty();
	}

	@Test
	void moreThanTheBulkheadAdmitsIsNotSent() throws Exception {
		this.bulkheads.addConfiguration("Prices", BulkheadConfig.custom().maxConcurrentCalls(1).build());
		CompletableFuture<CallResult<String>> first = new CompletableFuture<>();
		CompletionStage<CallResult<String>> running = this.policy.guard(call(false, Duration.ofMinutes(1)),
				this.two.id(), () -> first);
		assertThat(guarded(this.value)).isInstanceOfSatisfying(CallResult.Refused.class,
				(full) -> assertThat(full.refusal()).isEqualTo(Refusal.BULKHEAD_FULL));
		first.complete(this.value);
		assertThat(running.toCompletableFuture().get(30, TimeUnit.SECONDS)).isSameAs(this.value);
		assertThat(guarded(this.value)).isSameAs(this.value);
	}

	@Test
	void onlyWhatDidNotRunIsTriedAgainUnlessTheMethodIsIdempotent() throws Exception {
		Duration time = Duration.ofMinutes(1);
		assertThat(retried(false, time, this.cut)).hasSize(3);
		assertThat(retried(false, time, this.lost)).hasSize(1);
		assertThat(retried(true, time, this.lost)).hasSize(3);
		assertThat(retried(true, time, this.thrown)).hasSize(1);
		assertThat(retried(true, time, this.value)).hasSize(1);
		assertThat(this.retries.find("Prices").orElseThrow().getMetrics())
			.satisfies((counted) -> assertThat(counted.getNumberOfFailedCallsWithRetryAttempt()).isEqualTo(2));
	}

	@Test
	void aConfigurationForbidsButDoesNotAllowMore() throws Exception {
		this.retries.addConfiguration(GuardFactory.SHARED,
				RetryConfig.custom().maxAttempts(5).waitDuration(Duration.ofMillis(1)).build());
		assertThat(retried(false, Duration.ofMinutes(1), this.cut)).hasSize(5);
		assertThat(retried(false, Duration.ofMinutes(1), this.lost)).hasSize(1);
	}

	@Test
	void nobodyPausesBeyondTheDeadline() throws Exception {
		this.retries.addConfiguration("Prices",
				RetryConfig.custom().maxAttempts(5).waitDuration(Duration.ofMinutes(5)).build());
		assertThat(retried(false, Duration.ofSeconds(30), this.cut)).hasSize(1);
	}

	@Test
	void aTimeLimiterLimitsAttemptsAndIsToldOfThem() throws Exception {
		assertThat(this.policy.timeLimit(new CallPolicy.Call("org.example.Other", "m", false, false, 0, this.users)))
			.isEmpty();
		this.limiters.addConfiguration("Prices",
				TimeLimiterConfig.custom().timeoutDuration(Duration.ofMillis(70)).build());
		assertThat(this.policy.timeLimit(call(false, Duration.ofMinutes(1)))).contains(Duration.ofMillis(70));
		List<String> events = new CopyOnWriteArrayList<>();
		this.limiters.getEventPublisher()
			.onEntryAdded((added) -> added.getAddedEntry()
				.getEventPublisher()
				.onEvent((event) -> events.add(event.getEventType() + " " + event.getTimeLimiterName())));
		guarded(this.value);
		guarded(new CallResult.TimedOut<>(new CallException.CallTimeoutException("late", Outcome.MAY_HAVE_RUN)));
		assertThat(events).containsExactly("SUCCESS Prices@n2", "TIMEOUT Prices@n2");
	}

	private CallPolicy.Call callOf(String service) {
		return new CallPolicy.Call(service, "of()", false, false, this.clock.nanos() + Duration.ofMinutes(1).toNanos(),
				this.users);
	}

	@Test
	void servicesOfOneSimpleNameShareNothing() throws Exception {
		this.retries.addConfiguration("org.example.other.Prices", RetryConfig.custom().maxAttempts(7).build());
		CallPolicy.Call ofOther = callOf("org.example.other.Prices");
		CallPolicy.Call ofThird = callOf("org.example.third.Prices");
		for (int i = 0; i < 30; i++) {
			guarded(this.lost);
		}
		assertThat(this.policy.guard(ofOther, this.two.id(), () -> CompletableFuture.completedFuture(this.value))
			.toCompletableFuture()
			.get(30, TimeUnit.SECONDS)).isSameAs(this.value);
		assertThat(this.breakers.find("Prices@n2").orElseThrow().getState()).isEqualTo(CircuitBreaker.State.OPEN);
		assertThat(this.breakers.find("org.example.other.Prices@n2").orElseThrow().getState())
			.isEqualTo(CircuitBreaker.State.CLOSED);
		retried(false, Duration.ofMinutes(1), this.value);
		this.policy.retry(ofOther, () -> CompletableFuture.completedFuture(this.value));
		this.policy.retry(ofThird, () -> CompletableFuture.completedFuture(this.value));
		assertThat(this.retries.find("org.example.third.Prices").orElseThrow().getRetryConfig().getMaxAttempts())
			.isEqualTo(3);
		assertThat(this.retries.find("Prices").orElseThrow().getRetryConfig().getMaxAttempts()).isEqualTo(3);
		assertThat(this.retries.find("org.example.other.Prices").orElseThrow().getRetryConfig().getMaxAttempts())
			.isEqualTo(7);
	}

}
