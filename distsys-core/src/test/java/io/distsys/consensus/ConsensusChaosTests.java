package io.distsys.consensus;

import java.time.Duration;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** More seeds: {@code -Dsimulation.seeds=1000}, one: {@code -Dsimulation.first=n}. */
class ConsensusChaosTests {

	@ParameterizedTest
	@MethodSource("io.distsys.consensus.Seeds#many")
	@Timeout(60)
	void neverWrongAndAliveAfterTheLastFault(long seed) {
		Chaos chaos = new Chaos(seed);
		chaos.run(Duration.ofSeconds(40));
		assertThat(chaos.answered()).as("of %s commands", chaos.commands()).isGreaterThan(chaos.commands() / 20);
	}

}
