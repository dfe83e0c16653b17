package io.distsys.benchmarks.failover;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One blow and what came of it.
 *
 * @param blow what was done
 * @param victim to which process
 * @param led whether that process led the consensus group
 * @param takeovers what it had owned
 */
record Round(Blow blow, String victim, boolean led, List<Takeover> takeovers) {

	/**
	 * The slowest of one guarantee stands for the round: what one blow does to several
	 * singletons does not vary on its own.
	 */
	Optional<Takeover> slowest(String guarantee) {
		return this.takeovers.stream()
			.filter((takeover) -> takeover.guarantee().equals(guarantee))
			.max(Comparator.comparingDouble(Takeover::started));
	}

	Stream<String> lines(int number) {
		return this.takeovers.stream()
			.map((takeover) -> String.join(",", this.blow.name().toLowerCase(Locale.ROOT), Integer.toString(number),
					this.victim, Boolean.toString(this.led), takeover.line()));
	}

}
