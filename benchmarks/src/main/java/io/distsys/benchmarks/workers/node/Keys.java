package io.distsys.benchmarks.workers.node;

import java.util.List;
import java.util.stream.IntStream;

/** The keys of many workers: a word and a number. */
final class Keys {

	private Keys() {
	}

	static List<String> of(String word, int count) {
		return IntStream.range(0, count).mapToObj((number) -> word + "-" + number).toList();
	}

}
