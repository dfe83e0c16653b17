package io.distsys.autoconfigure.hazelcast;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How nodes find each other.
 *
 * @param tcpIp addresses that are tried
 */
@ConfigurationProperties("distsys.discovery")
record DiscoveryProperties(@DefaultValue TcpIp tcpIp) {

	/**
	 * Addresses that are tried.
	 *
	 * @param members where other nodes may be, each as "host" or "host:port". Empty: only
	 * this machine, on its loopback address
	 */
	record TcpIp(@DefaultValue List<String> members) {

	}

}
