package io.distsys.worker;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

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

	private static long seconds(long seconds) {
		return Duration.ofSeconds(seconds).toNanos();
	}

}
