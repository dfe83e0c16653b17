package io.distsys.autoconfigure.hazelcast;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where this node listens for other nodes.
 *
 * @param bindAddress address to listen at. Empty: the loopback address unless members are
 * configured
 * @param port first port that is tried
 * @param portCount number of ports that are tried, here and where a member is named
 * without a port
 */
@ConfigurationProperties("distsys.network")
record NetworkProperties(@DefaultValue("") String bindAddress, @DefaultValue("5701") int port,
		@DefaultValue("8") int portCount) {

}
