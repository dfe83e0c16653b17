package io.distsys.election;

import io.distsys.ownership.FencingToken;

/**
 * A candidate of this node has begun or ceased to lead.
 *
 * @since 0.1
 */
public sealed interface LeadershipEvent permits LeadershipGrantedEvent, LeadershipRevokedEvent {

	/**
	 * The election.
	 * @return its name
	 */
	String election();

	/**
	 * The token of the leadership.
	 * @return the token
	 */
	FencingToken token();

}
