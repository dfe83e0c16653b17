package io.distsys.autoconfigure.hazelcast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may join.
 *
 * @param secret secret that nodes prove to each other before they exchange anything else,
 * at least 16 characters. Empty: whoever reaches the port is a node
 * @param additionalSecrets further secrets that are accepted from other nodes, while the
 * secret is changed
 * @param ssl encryption of the connections between nodes
 * @param handshakeTimeout how long a connection may take to prove what it must
 * @param maxUnauthenticated number of connections from others that are kept before they
 * have proved anything. One more closes the oldest
 */
@ConfigurationProperties("distsys.security")
record SecurityProperties(@Nullable String secret, @DefaultValue List<String> additionalSecrets, @DefaultValue Ssl ssl,
		@DefaultValue("5s") Duration handshakeTimeout, @DefaultValue("128") int maxUnauthenticated) {

	/**
	 * Encryption of the connections between nodes.
	 *
	 * @param bundle name of the SSL bundle with the certificate of this node and those it
	 * trusts. Empty: no encryption
	 * @param clientAuth whether a node that opens a connection must show a certificate as
	 * well
	 */
	record Ssl(@Nullable String bundle, @DefaultValue("need") ClientAuth clientAuth) {

	}

	/** What is asked of a node that opens a connection. */
	enum ClientAuth {

		/** A certificate that is trusted. */
		NEED,

		/** Nothing. */
		NONE

	}

	List<String> secrets() {
		List<String> secrets = new ArrayList<>();
		if (this.secret != null && !this.secret.isEmpty()) {
			secrets.add(this.secret);
		}
		secrets.addAll(this.additionalSecrets);
		return secrets;
	}

	/** With TLS that asks the other end for nothing, and nothing else. */
	boolean letsAnyoneIn() {
		return this.ssl.clientAuth() == ClientAuth.NONE && secrets().isEmpty();
	}

	boolean hasOnlyAdditionalSecrets() {
		return !this.additionalSecrets.isEmpty() && (this.secret == null || this.secret.isEmpty());
	}

	/** Says nothing of the secrets. */
	@Override
	public String toString() {
		return "SecurityProperties[secrets=" + secrets().size() + ", ssl=" + this.ssl + "]";
	}

}
