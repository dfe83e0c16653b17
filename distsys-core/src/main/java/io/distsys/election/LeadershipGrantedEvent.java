package io.distsys.election;

import io.distsys.ownership.FencingToken;

/**
 * A candidate of this node leads.
 *
 * @param election the name of the election
 * @param token the token of the leadership
 * @since 0.1
 */
public record LeadershipGrantedEvent(String election, FencingToken token) implements LeadershipEvent {

}
