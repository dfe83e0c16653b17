package io.distsys.faults.nemesis;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import io.distsys.faults.nemesis.NemesisPlan.Step;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NemesisPlanTests {

	private static final Duration TIME = Duration.ofSeconds(20);

	@Test
	void aSeedAlwaysMakesTheSamePlan() {
		assertThat(NemesisPlan.of(7, 5, TIME)).isEqualTo(NemesisPlan.of(7, 5, TIME))
			.isNotEqualTo(NemesisPlan.of(17, 5, TIME));
	}

	@Property
	void aMajorityOfTheFirstProcessesLivesUnlessAllAreReplaced(@ForAll long seed) {
		NemesisPlan plan = NemesisPlan.of(seed, 5, TIME);
		Set<Integer> ended = new HashSet<>();
		for (Step step : plan.steps()) {
			if (step.action() instanceof Action.Kill kill) {
				ended.add(kill.node());
			}
			else if (step.action() instanceof Action.Leave leave) {
				ended.add(leave.node());
			}
		}
		assertThat(ended.size()).isIn(0, 1, 2, 5);
	}

	@Property
	void whoIsPausedGoesOn(@ForAll long seed) {
		Set<Integer> paused = new HashSet<>();
		for (Step step : NemesisPlan.of(seed, 3, TIME).steps()) {
			if (step.action() instanceof Action.Pause pause) {
				assertThat(paused.add(pause.node())).isTrue();
			}
			else if (step.action() instanceof Action.Slow slow) {
				assertThat(paused.add(slow.node())).isTrue();
			}
			else if (step.action() instanceof Action.Resume resume) {
				assertThat(paused.remove(resume.node())).isTrue();
			}
		}
		assertThat(paused).isEmpty();
	}

	/** Nobody decides then: that is what is tried. */
	@Property
	void halvesAreNeverAMajority(@ForAll @IntRange(max = 1_000) int tens, @ForAll boolean five) {
		int size = five ? 5 : 3;
		int killed = 0;
		int cuts = 0;
		for (Step step : NemesisPlan.of(10L * tens + 7, size, TIME).steps()) {
			if (step.action() instanceof Action.Kill kill) {
				killed = kill.node();
			}
			else if (step.action() instanceof Action.Start start) {
				assertThat(start.node()).isEqualTo(killed);
				killed = 0;
			}
			else if (step.action() instanceof Action.Cut cut) {
				assertThat(cut.some()).hasSize(size / 2)
					.doesNotContain(killed)
					.doesNotContainAnyElementsOf(cut.others());
				assertThat(cut.others()).hasSize(size / 2).doesNotContain(killed);
				assertThat(killed).isPositive();
				cuts++;
			}
		}
		assertThat(cuts).isPositive();
	}

	@Test
	void someSeedsMakeNodesSlow() {
		assertThat(NemesisPlan.of(4, 3, TIME).steps()).extracting(Step::action)
			.hasAtLeastOneElementOfType(Action.Slow.class);
	}

}
