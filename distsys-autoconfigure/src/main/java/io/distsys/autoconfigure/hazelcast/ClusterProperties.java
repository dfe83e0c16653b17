package io.distsys.autoconfigure.hazelcast;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What this node is.
 *
 * @param name name of the cluster; only nodes of one name join each other. Default: the
 * name of the application, or "distsys"
 * @param nodeName name of this node for people, one that no other node has. Default: the
 * name of the cluster and the first digits of the node's identity
 * @param roles what this node is for
 * @param region region that this node runs in
 * @param zone availability zone that this node runs in
 * @param version version of the application. Default: "spring.application.version", which
 * Spring Boot takes from the manifest of the jar
 */
@ConfigurationProperties("distsys.cluster")
record ClusterProperties(@Nullable String name, @Nullable String nodeName, @DefaultValue Set<String> roles,
		@DefaultValue("") String region, @DefaultValue("") String zone, @DefaultValue("") String version) {

}
