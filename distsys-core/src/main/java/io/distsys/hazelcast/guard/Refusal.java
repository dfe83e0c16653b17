package io.distsys.hazelcast.guard;

/**
 * Why a connection has not passed, whichever end says so.
 *
 * @since 0.1
 */
public enum Refusal {

	/** The two ends know no common secret. */
	OTHER_SECRET("the secret differs"),

	/** One end has a secret and the other speaks Hazelcast at once. */
	NO_SECRET("one of the two nodes has a secret (distsys.security.secret) and the other has none"),

	/** One end has TLS and the other has none. */
	NO_TLS("one of the two nodes has TLS (distsys.security.ssl.bundle) and the other has none"),

	/** The TLS handshake failed, mostly by a certificate that is not trusted. */
	TLS("the TLS handshake failed"),

	/**
	 * The peer was reached at another address than its own: by a translated address, or
	 * because somebody between passes the handshake of others on.
	 */
	OTHER_ADDRESS("the node that answered is not the one that was called: the address is translated on the way, "
			+ "or somebody passes connections on"),

	/** A client of Hazelcast, a browser, a port scanner, or another version. */
	NOT_A_NODE("it does not speak the protocol of nodes"),

	/** It has not passed in time. */
	TOO_SLOW("it did not pass in time");

	private final String text;

	Refusal(String text) {
		this.text = text;
	}

	/**
	 * Whether it was a node that could not pass, and could not if it was tried again.
	 * @return whether somebody has to mend something
	 */
	public boolean isFinal() {
		return this != NOT_A_NODE && this != TOO_SLOW;
	}

	/**
	 * The reason in words.
	 * @return a clause
	 */
	public String text() {
		return this.text;
	}

}
