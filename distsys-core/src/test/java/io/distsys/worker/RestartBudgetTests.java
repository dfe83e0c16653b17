package io.distsys.worker;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RestartBudgetTests {

	private final RestartPolicy policy = new RestartPolicy(2, Duration.ofSeconds(10), Duration.ofMillis(100),
			Duration.ofMillis(300), 0.5);

	@Test
	void theBudgetOfAWindowIsSpentAndComesBack() {
		RestartBudget budget = new RestartBudget(this.policy);
		assertThat(budget.crashed(seconds(0))).isEqualTo(1);
		assertThat(budget.crashed(seconds(1))).isEqualTo(2);
		assertThat(budget.crashed(seconds(9))).isZero();
		assertThat(budget.opensAgain(seconds(9))).isEqualTo(seconds(10));
		assertThat(budget.crashed(seconds(10))).isEqualTo(2);
	}

	@Test
	void aPolicyWithoutRestartsGivesUpAtOnceForAWindow() {
		RestartBudget budget = new RestartBudget(
				new RestartPolicy(0, Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO, 0));
		assertThat(budget.crashed(seconds(5))).isZero();
		assertThat(budget.opensAgain(seconds(5))).isEqualTo(seconds(15));
	}

	@Test
	void pausesDoubleUpToTheLongestAndJitterShortensThem() {
		assertThat(this.policy.backoff(1, 0)).isEqualTo(Duration.ofMillis(100));
		assertThat(this.policy.backoff(2, 0)).isEqualTo(Duration.ofMillis(200));
		assertThat(this.policy.backoff(9, 0)).isEqualTo(Duration.ofMillis(300));
		assertThat(this.policy.backoff(1, 0.5)).isEqualTo(Duration.ofMillis(75));
	}

	@Test
	void theAnnotationSaysHowOftenAndOtherwiseWhatIsTheDefault() {
		assertThat(policyOf(Careless.class)).isEqualTo(RestartPolicy.ofDefaults());
		assertThat(policyOf(Careful.class))
			.isEqualTo(new RestartPolicy(20, Duration.ofHours(1), Duration.ofMillis(10), Duration.ofSeconds(30), 0.5));
		assertThatIllegalArgumentException().isThrownBy(() -> policyOf(Impossible.class))
			.withMessageContaining("maxRestarts must not be negative");
	}

	private static RestartPolicy policyOf(Class<?> worker) {
		return WorkerTypeDefinition.of(worker, (context) -> worker).restartPolicy();
	}

	@Distributed("careless")
	private abstract static class Careless implements Gear {

	}

	@Distributed(value = "careful",
			restarts = @Restarts(max = 20, window = 3_600_000, minBackoff = 10, maxBackoff = 30_000, jitter = 0.5))
	private abstract static class Careful implements Gear {

	}

	@Distributed(value = "impossible", restarts = @Restarts(max = -1))
	private abstract static class Impossible implements Gear {

	}

	private static long seconds(long seconds) {
		return Duration.ofSeconds(seconds).toNanos();
	}

}
