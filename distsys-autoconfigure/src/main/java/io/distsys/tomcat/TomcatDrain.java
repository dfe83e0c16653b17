package io.distsys.tomcat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.distsys.spring.WebDrainLifecycle;
import org.apache.coyote.ProtocolHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * Gives the application's Tomcat a port that closes without resetting a connection. A
 * factory with a protocol of the user's own keeps that.
 *
 * @since 0.1
 */
public final class TomcatDrain implements WebServerFactoryCustomizer<TomcatWebServerFactory>, WebDrainLifecycle.Server {

	private static final Logger logger = LoggerFactory.getLogger(TomcatDrain.class);

	private final List<GentleHttp11NioProtocol> ports = new CopyOnWriteArrayList<>();

	@Override
	public void customize(TomcatWebServerFactory factory) {
		if (TomcatWebServerFactory.DEFAULT_PROTOCOL.equals(factory.getProtocol())) {
			factory.setProtocol(GentleHttp11NioProtocol.class.getName());
			factory.addProtocolHandlerCustomizers(this::remember);
		}
	}

	private void remember(ProtocolHandler protocol) {
		if (protocol instanceof GentleHttp11NioProtocol port) {
			this.ports.add(port);
		}
	}

	@Override
	public void keepNoConnections() {
		this.ports.forEach(GentleHttp11NioProtocol::keepNoConnections);
	}

	@Override
	public void closePorts(Duration limit) throws InterruptedException {
		for (GentleHttp11NioProtocol port : this.ports) {
			if (!port.closePort(limit)) {
				logger.warn("Too many connections to close the port in order port={} limit={}", port.getLocalPort(),
						limit);
			}
		}
	}

	@Override
	public Map<?, ?> connections() {
		Map<Object, Object> all = new HashMap<>();
		this.ports.forEach((port) -> all.putAll(port.connections()));
		return all;
	}

}
