package io.distsys.resilience;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

import io.distsys.messaging.CallException;
import io.distsys.messaging.Refusal;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;

/**
 * Makes instances of Resilience4j for services. An instance has the simple name of the
 * interface, unless another service of that simple name was called before or the service
 * is configured under its full name: then it has that, so that no two services share one.
 * The configuration of a service is that of the instance of its full name, else the
 * shared one of that name, else that of the instance of its simple name, else the shared
 * one of that name, else the shared one of the name {@value #SHARED}, else the default of
 * this library.
 *
 * @since 0.1
 */
public final class GuardFactory {

	/** The configuration of all services that have none of their own. */
	public static final String SHARED = "remote-services";

	private static final CircuitBreakerConfig BREAKER = CircuitBreakerConfig.custom()
		.slidingWindowSize(20)
		.minimumNumberOfCalls(10)
		.failureRateThreshold(50)
		.waitDurationInOpenState(Duration.ofSeconds(5))
		.permittedNumberOfCallsInHalfOpenState(3)
		.ignoreException((failure) -> failure instanceof CallException.RefusedException refused
				&& refused.refusal() == Refusal.TOO_LARGE)
		.build();

	private static final RetryConfig RETRY = RetryConfig.custom()
		.maxAttempts(3)
		.intervalFunction(IntervalFunction.ofExponentialRandomBackoff(Duration.ofMillis(50), 2))
		.build();

	private static final BulkheadConfig BULKHEAD = BulkheadConfig.custom().maxConcurrentCalls(256).build();

	private final CircuitBreakerRegistry breakers;

	private final RetryRegistry retries;

	private final BulkheadRegistry bulkheads;

	private final TimeLimiterRegistry limiters;

	/** Which service has which simple name: the first that was called. */
	private final Map<String, String> named = new ConcurrentHashMap<>();

	/**
	 * Create it.
	 * @param breakers has the circuit breakers
	 * @param retries has the retries
	 * @param bulkheads has the bulkheads
	 * @param limiters has the time limiters
	 */
	public GuardFactory(CircuitBreakerRegistry breakers, RetryRegistry retries, BulkheadRegistry bulkheads,
			TimeLimiterRegistry limiters) {
		this.breakers = breakers;
		this.retries = retries;
		this.bulkheads = bulkheads;
		this.limiters = limiters;
	}

	private static String simpleName(String service) {
		return service.substring(Math.max(service.lastIndexOf('.'), service.lastIndexOf('$')) + 1);
	}

	private String nameOf(String service) {
		String simple = simpleName(service);
		return (!isConfigured(service) && this.named.computeIfAbsent(simple, (name) -> service).equals(service))
				? simple : service;
	}

	/** Under its full name: then nothing of it is to be found under the simple one. */
	private boolean isConfigured(String service) {
		return Stream
			.of(this.breakers.find(service), this.retries.find(service), this.bulkheads.find(service),
					this.limiters.find(service), this.breakers.getConfiguration(service),
					this.retries.getConfiguration(service), this.bulkheads.getConfiguration(service),
					this.limiters.getConfiguration(service))
			.anyMatch(Optional::isPresent);
	}

	private static <C> Optional<C> configuration(String service, Function<String, Optional<C>> ofInstance,
			Function<String, Optional<C>> shared) {
		String simple = simpleName(service);
		return ofInstance.apply(service)
			.or(() -> shared.apply(service))
			.or(() -> ofInstance.apply(simple))
			.or(() -> shared.apply(simple))
			.or(() -> shared.apply(SHARED));
	}

	Retry retry(String service) {
		RetryConfig config = configuration(service, (name) -> this.retries.find(name).map(Retry::getRetryConfig),
				this.retries::getConfiguration)
			.orElse(RETRY);
		return this.retries.retry(nameOf(service), config);
	}

	Optional<Duration> timeLimit(String service) {
		return limiterConfig(service).map(TimeLimiterConfig::getTimeoutDuration);
	}

	private Optional<TimeLimiterConfig> limiterConfig(String service) {
		return configuration(service, (name) -> this.limiters.find(name).map(TimeLimiter::getTimeLimiterConfig),
				this.limiters::getConfiguration);
	}

	Guards guards(String service, String node) {
		String target = nameOf(service) + "@" + node;
		CircuitBreakerConfig breaker = configuration(service,
				(name) -> this.breakers.find(name).map(CircuitBreaker::getCircuitBreakerConfig),
				this.breakers::getConfiguration)
			.orElse(BREAKER);
		BulkheadConfig bulkhead = configuration(service,
				(name) -> this.bulkheads.find(name).map(Bulkhead::getBulkheadConfig), this.bulkheads::getConfiguration)
			.orElse(BULKHEAD);
		return new Guards(target, this.breakers.circuitBreaker(target, breaker),
				this.bulkheads.bulkhead(target, bulkhead),
				limiterConfig(service).map((config) -> this.limiters.timeLimiter(target, config)).orElse(null));
	}

	void remove(Guards guards) {
		this.breakers.remove(guards.name());
		this.bulkheads.remove(guards.name());
		this.limiters.remove(guards.name());
	}

}
