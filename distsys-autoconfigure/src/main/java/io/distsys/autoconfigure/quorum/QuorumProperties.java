package io.distsys.autoconfigure.quorum;

import io.distsys.quorum.QuorumSettings.Policy;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a node asks for before it says that it may act.
 *
 * @param policy majority: a lease confirmed by a majority of the voters. static: the
 * same, and so many nodes in view as distsys.quorum.size says. none: nothing, for health,
 * events and the protection of other data; what is strong needs the majority all the same
 * @param size how many nodes must be in view, with the policy static
 */
@ConfigurationProperties("distsys.quorum")
record QuorumProperties(@DefaultValue("majority") Policy policy, @DefaultValue("0") int size) {

}
