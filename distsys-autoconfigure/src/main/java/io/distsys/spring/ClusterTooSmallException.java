package io.distsys.spring;

import java.time.Duration;

/**
 * The nodes that the application waits for at its start have not come.
 *
 * @since 0.1
 */
public class ClusterTooSmallException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int minimum;

	private final int present;

	/**
	 * Create the exception.
	 * @param minimum how many nodes are wanted, this one counted
	 * @param present how many there are
	 * @param waited how long it was waited
	 */
	public ClusterTooSmallException(int minimum, int present, Duration waited) {
		super("The cluster has " + present + " of the " + minimum
				+ " nodes that distsys.cluster.minimum-size asks for, after " + waited.toSeconds() + " s.");
		this.minimum = minimum;
		this.present = present;
	}

	/**
	 * How many nodes are wanted.
	 * @return the number
	 */
	public int minimum() {
		return this.minimum;
	}

	/**
	 * How many there are.
	 * @return the number
	 */
	public int present() {
		return this.present;
	}

	/**
	 * How to mend it.
	 * @return a sentence
	 */
	public String action() {
		return "Start the other nodes, and look whether distsys.discovery and distsys.network let them find each "
				+ "other; or set distsys.cluster.minimum-size lower, or distsys.cluster.minimum-size-timeout longer.";
	}

}
