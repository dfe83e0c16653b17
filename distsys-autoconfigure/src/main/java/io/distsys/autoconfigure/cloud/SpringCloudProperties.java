package io.distsys.autoconfigure.cloud;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Spring Cloud finds the nodes of the cluster.
 *
 * @param enabled whether the nodes of the cluster are found by a DiscoveryClient
 * @param order place of that client among others, the lowest first
 * @param serviceId name of the service that this node is an instance of. Default:
 * "spring.application.name"
 * @param host host name or address at which other nodes call this one. Default:
 * "server.address", or the address of the member connection
 * @param port port at which other nodes call this one. 0: that of the web server
 * @param secure whether other nodes call this one by https. Default: whether "server.ssl"
 * says so
 * @param metadata what callers may know of this node beside its zone, region, version and
 * roles
 */
@ConfigurationProperties("distsys.spring-cloud")
record SpringCloudProperties(@DefaultValue("true") boolean enabled, @DefaultValue("0") int order,
		@DefaultValue("") String serviceId, @DefaultValue("") String host, @DefaultValue("0") int port,
		@Nullable Boolean secure, @DefaultValue Map<String, String> metadata) {

}
