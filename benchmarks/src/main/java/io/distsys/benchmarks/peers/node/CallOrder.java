package io.distsys.benchmarks.peers.node;

import java.time.Duration;
import java.util.List;

/**
 * What a node is to measure.
 *
 * @param target what is called: {@value #WORKER} or {@value #SINGLETON}, or what else a
 * system has
 * @param place {@value #HERE} or {@value #THERE}: on the node of the callers, or another
 * @param way how they wait: {@value #THREADS} or {@value #STAGES}, or what else a system
 * has
 * @param callers how many calls at a time
 * @param warmUp how long they call before it counts
 * @param time how long it counts
 */
public record CallOrder(String target, String place, String way, int callers, Duration warmUp, Duration time) {

	/** One of many, each of which has a key. */
	public static final String WORKER = "worker";

	/** The only one of its kind. */
	public static final String SINGLETON = "singleton";

	/** On the node of the callers. */
	public static final String HERE = "here";

	/** On another node. */
	public static final String THERE = "there";

	/** A thread for each caller, which waits for the answer. */
	public static final String THREADS = "threads";

	/** One thread for all, which waits for none. */
	public static final String STAGES = "stages";

	/** The first word of {@link #line()}. */
	static final String WORD = "call";

	/**
	 * Read an order.
	 * @param words of {@link #line()}
	 * @return the order
	 */
	static CallOrder parse(List<String> words) {
		return new CallOrder(words.get(1), words.get(2), words.get(3), Integer.parseInt(words.get(4)),
				Duration.ofMillis(Long.parseLong(words.get(5))), Duration.ofMillis(Long.parseLong(words.get(6))));
	}

	/**
	 * The order as it is given to a node.
	 * @return words between blanks
	 */
	public String line() {
		return String.join(" ", WORD, this.target, this.place, this.way, Integer.toString(this.callers),
				Long.toString(this.warmUp.toMillis()), Long.toString(this.time.toMillis()));
	}

	boolean isHere() {
		return this.place.equals(HERE);
	}

}
