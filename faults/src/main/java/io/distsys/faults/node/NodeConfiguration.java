package io.distsys.faults.node;

import java.io.IOException;

import io.distsys.faults.history.HistoryWriter;
import io.distsys.faults.register.RegisterClient;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What records is never closed: it tells of the last moments of the process too. */
@Configuration(proxyBeanMethods = false)
class NodeConfiguration {

	@Bean(destroyMethod = "")
	HistoryWriter historyWriter(NodeProperties properties) throws IOException {
		return new HistoryWriter(properties.history(), properties.node(), properties.life());
	}

	@Bean(destroyMethod = "")
	RegisterClient registerClient(NodeProperties properties) {
		return new RegisterClient(properties.register(), properties.node() + "#" + properties.life());
	}

}
