package io.distsys.hazelcast.guard;

import javax.net.ssl.SSLEngine;

/**
 * Makes the TLS end of a connection between nodes. Called for each connection on a thread
 * of Hazelcast, so it must not block; a later engine may use newer certificates.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface TlsEngines {

	/**
	 * Make an engine. It must not be told the name of its peer: sessions are not resumed.
	 * @param client whether this node has opened the connection
	 * @return an engine in that mode whose handshake has not begun
	 */
	SSLEngine create(boolean client);

}
