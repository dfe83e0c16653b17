package io.distsys.tomcat;

import java.time.Duration;
import java.util.Map;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's HTTP protocol with a port that can be closed without resetting a connection.
 * Until that is asked for it is the one that Tomcat has. Tomcat creates it by its name.
 *
 * @since 0.1
 */
public final class GentleHttp11NioProtocol extends Http11NioProtocol {

	private final GentleNioEndpoint endpoint;

	/** Create it. */
	public GentleHttp11NioProtocol() {
		this(new GentleNioEndpoint());
	}

	private GentleHttp11NioProtocol(GentleNioEndpoint endpoint) {
		super(endpoint);
		this.endpoint = endpoint;
	}

	void keepNoConnections() {
		this.endpoint.keepNoConnections();
	}

	boolean closePort(Duration limit) throws InterruptedException {
		return this.endpoint.closePort(limit);
	}

	Map<?, Long> connections() {
		return this.endpoint.activity();
	}

}
