package io.distsys.election;

import io.distsys.ownership.FencingToken;

/**
 * A candidate of this node does not lead any more, or will not in a moment.
 *
 * @param election the name of the election
 * @param token the token of the leadership that ends
 * @param reason for people
 * @since 0.1
 */
public record LeadershipRevokedEvent(String election, FencingToken token, String reason) implements LeadershipEvent {

}
