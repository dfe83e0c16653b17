package io.distsys.consensus;

import java.time.Duration;

import io.distsys.consensus.GroupStatus.Role;
import io.distsys.consensus.SimulatedGroup.Process;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Bootstrap, growth, submission. */
class ReplicatedLogTests {

	static java.util.stream.LongStream seeds() {
		return java.util.stream.LongStream.rangeClosed(1, 20);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void aLoneNodeLeadsAtOnceAndGrowsToThreeVoters(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed);
		Process first = group.start();
		group.until("it leads", Duration.ofSeconds(1), () -> first.leading);
		assertThat(group.submit(first, "a").result()).isEqualTo("=a".getBytes());
		Process second = group.start();
		group.until("the second follows", () -> second.log.status().role() == Role.LEARNER);
		assertThat(second.log.status().voters()).containsExactly(first.id());
		group.start();
		group.untilVoters(3);
		group.submit(second, "b");
		group.untilConverged();
		assertThat(second.machine.commands()).containsExactly("a", "b");
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void threeThatAreExpectedMakeOneGroup(long seed) {
		SimulatedGroup group = new SimulatedGroup(seed).expecting(3);
		for (int i = 0; i < 3; i++) {
			group.start();
			group.time.runFor(Duration.ofMillis(group.time.random().nextInt(1_000)));
		}
		group.untilVoters(3);
		group.submit(group.processes.get(0), "a");
		group.untilConverged();
		assertThat(group.history.groups()).isEqualTo(1);
	}

}
