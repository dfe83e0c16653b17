package io.distsys.presence;

/**
 * What this node knows of who is present.
 *
 * @param own presences through this node
 * @param known presences that this node knows, with those through itself
 * @since 0.1
 */
public record PresenceStatistics(int own, int known) {

	/**
	 * Add others to these.
	 * @param others what else there is
	 * @return the sum
	 */
	PresenceStatistics plus(PresenceStatistics others) {
		return new PresenceStatistics(this.own + others.own, this.known + others.known);
	}

}
