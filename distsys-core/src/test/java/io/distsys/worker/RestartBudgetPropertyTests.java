package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds for the restart window, whenever a worker crashes. */
class RestartBudgetPropertyTests {

	private static final long WINDOW = 1_000;

	/** A restart is allowed if fewer than the most were in the window before it. */
	@Property(tries = 500)
	void neverMoreRestartsThanAllowedInAnyWindowAndNeverFewer(@ForAll @IntRange(max = 5) int most,
			@ForAll @Size(max = 60) List<@IntRange(max = 700) Integer> pauses) {
		RestartBudget budget = new RestartBudget(
				new RestartPolicy(most, Duration.ofNanos(WINDOW), Duration.ZERO, Duration.ZERO, 0));
		List<Long> restarts = new ArrayList<>();
		long now = 0;
		for (int pause : pauses) {
			now += pause;
			long at = now;
			int before = (int) restarts.stream().filter((time) -> at - time < WINDOW).count();
			int restart = budget.crashed(now);
			assertThat(restart).isEqualTo((before < most) ? before + 1 : 0);
			if (restart > 0) {
				restarts.add(now);
			}
			else if (most > 0) {
				assertThat(budget.opensAgain(now)).isBetween(now + 1, now + WINDOW);
				assertThat(restarts).contains(budget.opensAgain(now) - WINDOW);
			}
		}
	}

	@Property(tries = 500)
	void aPauseIsWithinItsBoundsAndGrowsWithoutLuck(@ForAll @IntRange(min = 1, max = 40) int restart,
			@ForAll @DoubleRange(max = 1, maxIncluded = false) double luck,
			@ForAll @DoubleRange(max = 1) double jitter) {
		RestartPolicy policy = new RestartPolicy(5, Duration.ofMinutes(1), Duration.ofMillis(100),
				Duration.ofSeconds(5), jitter);
		Duration pause = policy.backoff(restart, luck);
		assertThat(pause).isBetween(Duration.ZERO, Duration.ofSeconds(5));
		assertThat(pause).isLessThanOrEqualTo(policy.backoff(restart, 0));
		assertThat(policy.backoff(restart, 0)).isLessThanOrEqualTo(policy.backoff(restart + 1, 0));
	}

}
