package io.distsys.autoconfigure.consensus;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How large the cluster is.
 *
 * @param expectedSize the largest number of nodes that may ever run at one time, those of
 * a rolling update counted: a majority of them must see each other before the cluster
 * begins to decide, and stay for it to go on. 1 lets a single node begin at once, which
 * is not for production
 */
@ConfigurationProperties("distsys.cluster")
record ClusterSizeProperties(@DefaultValue("1") int expectedSize) {

}
