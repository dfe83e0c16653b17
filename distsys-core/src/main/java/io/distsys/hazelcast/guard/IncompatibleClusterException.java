package io.distsys.hazelcast.guard;

/**
 * The cluster that this node has found does not take it: another version of Hazelcast, or
 * another configuration. It has been shut down.
 *
 * @since 0.1
 */
public class IncompatibleClusterException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String reason;

	/**
	 * Create the exception.
	 * @param reason what the cluster says
	 * @param cause what Hazelcast threw
	 */
	public IncompatibleClusterException(String reason, Throwable cause) {
		super("The cluster that this node has found does not take it: " + reason, cause);
		this.reason = reason;
	}

	/**
	 * What the cluster says.
	 * @return a sentence of Hazelcast
	 */
	public String reason() {
		return this.reason;
	}

	/**
	 * Whether it may take the node a moment later.
	 * @return whether the cluster takes nobody at the moment, as while two parts of it
	 * become one
	 */
	public boolean isLocked() {
		return this.reason.contains("Cluster state either is locked or doesn't allow new members to join");
	}

	/**
	 * Whether it is the version.
	 * @return whether the cluster runs another version of Hazelcast
	 */
	public boolean isVersion() {
		return this.reason.contains("version");
	}

}
