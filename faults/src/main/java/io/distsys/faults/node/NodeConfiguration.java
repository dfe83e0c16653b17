package io.distsys.faults.node;

import java.io.IOException;

import io.distsys.faults.history.HistoryWriter;
import io.distsys.faults.register.RegisterClient;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * What every node records, whatever its application does. What records is never closed:
 * it tells of the last moments of the process too.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NodeProperties.class)
@Import(GroupRecorder.class)
public class NodeConfiguration {

	@Bean(destroyMethod = "")
	HistoryWriter historyWriter(NodeProperties properties) throws IOException {
		return new HistoryWriter(properties.history(), properties.node(), properties.life());
	}

	@Bean(destroyMethod = "")
	RegisterClient registerClient(NodeProperties properties) {
		return new RegisterClient(properties.register(), properties.node() + "#" + properties.life());
	}

}
