package io.distsys.hazelcast.guard;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a connection between nodes must pass.
 *
 * @param secrets the first one is proved to others, all are accepted from others; empty
 * for none
 * @param tls makes the TLS ends of connections, or {@literal null} for connections
 * without TLS
 * @param handshakeTimeout how long a connection may take to pass
 * @param maxUnauthenticated how many connections from others that have not passed are
 * kept; one more closes the oldest
 * @since 0.1
 */
public record MemberSecurity(List<String> secrets, @Nullable TlsEngines tls, Duration handshakeTimeout,
		int maxUnauthenticated) {

	/** What a secret must have at least. */
	public static final int MIN_SECRET_LENGTH = 16;

	private static final int MAX_SECRETS = 4;

	public MemberSecurity {
		secrets = List.copyOf(secrets);
		if (secrets.size() > MAX_SECRETS) {
			throw new IllegalArgumentException(
					"secrets must be at most " + MAX_SECRETS + ", not " + secrets.size() + ": each costs a guess");
		}
		secrets.forEach((secret) -> {
			if (secret.length() < MIN_SECRET_LENGTH) {
				throw new IllegalArgumentException(
						"secrets must have at least " + MIN_SECRET_LENGTH + " characters, one has " + secret.length());
			}
		});
		if (handshakeTimeout.isNegative() || handshakeTimeout.isZero()) {
			throw new IllegalArgumentException("handshakeTimeout must be positive, not " + handshakeTimeout);
		}
		if (maxUnauthenticated < 1) {
			throw new IllegalArgumentException("maxUnauthenticated must be at least 1, not " + maxUnauthenticated);
		}
	}

	/**
	 * Whoever reaches the port is a node.
	 * @return the absence of security
	 */
	public static MemberSecurity none() {
		return new MemberSecurity(List.of(), null, Duration.ofSeconds(5), 128);
	}

	/**
	 * This with other secrets.
	 * @param newSecrets the first one is proved, all are accepted
	 * @return a copy
	 */
	public MemberSecurity withSecrets(String... newSecrets) {
		return new MemberSecurity(List.of(newSecrets), this.tls, this.handshakeTimeout, this.maxUnauthenticated);
	}

	/**
	 * This with TLS.
	 * @param newTls makes the ends
	 * @return a copy
	 */
	public MemberSecurity withTls(TlsEngines newTls) {
		return new MemberSecurity(this.secrets, newTls, this.handshakeTimeout, this.maxUnauthenticated);
	}

	/**
	 * This with other limits of connections that have not passed.
	 * @param newTimeout how long they may take
	 * @param newMax how many from others are kept
	 * @return a copy
	 */
	public MemberSecurity withLimits(Duration newTimeout, int newMax) {
		return new MemberSecurity(this.secrets, this.tls, newTimeout, newMax);
	}

	/**
	 * Whether there is anything to pass.
	 * @return whether a secret or TLS is set
	 */
	public boolean isSet() {
		return !this.secrets.isEmpty() || this.tls != null;
	}

	/** Says nothing of the secrets. */
	@Override
	public String toString() {
		return "MemberSecurity[secrets=" + this.secrets.size() + ", tls=" + (this.tls != null) + "]";
	}

}
