package io.distsys.resilience;

import java.time.Duration;
import java.util.Optional;

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
 * Makes instances of Resilience4j for services. The configuration of a service is that of
 * the instance of its name (the simple name of the interface), else the shared one of its
 * name, else the shared one of the name {@value #SHARED}, else the default of this
 * library.
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

	Retry retry(String service) {
		String name = simpleName(service);
		return this.retries.retry(name,
				this.retries.getConfiguration(name).or(() -> this.retries.getConfiguration(SHARED)).orElse(RETRY));
	}

	Optional<Duration> timeLimit(String service) {
		return limiterConfig(simpleName(service)).map(TimeLimiterConfig::getTimeoutDuration);
	}

	private Optional<TimeLimiterConfig> limiterConfig(String name) {
		return this.limiters.find(name)
			.map(TimeLimiter::getTimeLimiterConfig)
			.or(() -> this.limiters.getConfiguration(name))
			.or(() -> this.limiters.getConfiguration(SHARED));
	}

	Guards guards(String service, String node) {
		String name = simpleName(service);
		String target = name + "@" + node;
		CircuitBreakerConfig breaker = this.breakers.find(name)
			.map(CircuitBreaker::getCircuitBreakerConfig)
			.or(() -> this.breakers.getConfiguration(name))
			.or(() -> this.breakers.getConfiguration(SHARED))
			.orElse(BREAKER);
		BulkheadConfig bulkhead = this.bulkheads.find(name)
			.map(Bulkhead::getBulkheadConfig)
			.or(() -> this.bulkheads.getConfiguration(name))
			.or(() -> this.bulkheads.getConfiguration(SHARED))
			.orElse(BULKHEAD);
		return new Guards(target, this.breakers.circuitBreaker(target, breaker),
				this.bulkheads.bulkhead(target, bulkhead),
				limiterConfig(name).map((config) -> this.limiters.timeLimiter(target, config)).orElse(null));
	}

	void remove(Guards guards) {
		this.breakers.remove(guards.name());
		this.bulkheads.remove(guards.name());
		this.limiters.remove(guards.name());
	}

}
