package io.distsys.autoconfigure.number;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Numbers of the cluster.
 *
 * @param timeout how long an operation tries
 * @param maxNumbers how many numbers other than 0 there may be in the cluster; the same
 * on all nodes
 */
@ConfigurationProperties("distsys.number")
record NumberProperties(@DefaultValue("10s") Duration timeout, @DefaultValue("10000") int maxNumbers) {

}
