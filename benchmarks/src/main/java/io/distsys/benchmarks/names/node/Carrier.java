package io.distsys.benchmarks.names.node;

/** What names are kept in. */
public enum Carrier {

	/** The registry over the strong core. */
	STRONG("strong registry"),

	/** The registry that needs no majority. */
	AVAILABLE("available registry"),

	/** A partitioned map of Hazelcast, with one synchronous backup. */
	MAP("`IMap`"),

	/** The same with a near cache on every node. */
	NEAR_CACHE("`IMap` with a near cache"),

	/** A map of Hazelcast that every node has whole. */
	REPLICATED_MAP("`ReplicatedMap`"),

	/** No names of a cluster: what it takes to look one up in the memory of a process. */
	PROCESS("`ConcurrentHashMap`, no cluster");

	private final String shown;

	Carrier(String shown) {
		this.shown = shown;
	}

	/**
	 * As people read it.
	 * @return the text, Markdown
	 */
	public String shown() {
		return this.shown;
	}

	/**
	 * Whether a look-up never leaves the process.
	 * @return whether each node has all names
	 */
	public boolean isWholeEverywhere() {
		return this == STRONG || this == AVAILABLE || this == REPLICATED_MAP || this == PROCESS;
	}

	/**
	 * Whether a node hears of the names that another one registers.
	 * @return whether it is more than a yardstick
	 */
	public boolean isOfTheCluster() {
		return this != PROCESS;
	}

}
