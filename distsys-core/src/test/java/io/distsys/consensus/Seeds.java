package io.distsys.consensus;

import java.util.stream.LongStream;

/** The seeds that a story is told with. */
final class Seeds {

	private Seeds() {
	}

	static LongStream few() {
		return LongStream.rangeClosed(1, 20);
	}

	/** As many as {@code -Dsimulation.seeds=n} says, from {@code simulation.first} on. */
	static LongStream many() {
		long first = Long.getLong("simulation.first", 1);
		return LongStream.range(first, first + Integer.getInteger("simulation.seeds", 40));
	}

}
