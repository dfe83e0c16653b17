package io.distsys.benchmarks.peers.node;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A node of a cluster of three whose calls are measured. Used by one thread. */
public interface MeasuredNode {

	/** How many nodes there are. */
	int NODES = 3;

	/** The keys of the workers, which are on all nodes together. */
	List<String> KEYS = IntStream.range(0, 1000).mapToObj((number) -> "worker-" + number).toList();

	/**
	 * What is measured.
	 * @return the versions, for people
	 */
	String version();

	/**
	 * Whether everything that is to be called is there. Starts what has to be started.
	 * @return what is missing, for people, or empty if nothing is
	 */
	Optional<String> missing();

	/**
	 * Find something to call.
	 * @param target what is called, as {@link CallOrder#target()} names it
	 * @param here whether it is to be on this node, or on another
	 * @return it, or empty if there is none that this node could call so
	 */
	Optional<Callee> find(String target, boolean here);

}
