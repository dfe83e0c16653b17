package io.distsys.hazelcast.guard;

import org.jspecify.annotations.Nullable;

/** Tells by the first three bytes what does not speak the handshake. */
final class Strangers {

	/** How many bytes tell. */
	static final int SIGNATURE = 3;

	private static final int TLS_HANDSHAKE = 22;

	private static final int TLS_ALERT = 21;

	private static final int TLS_MAJOR = 3;

	private Strangers() {
	}

	/**
	 * Look at the first bytes of a peer.
	 * @param first three bytes
	 * @return why it cannot pass, or {@literal null} if it may
	 */
	static @Nullable Refusal recognize(byte[] first) {
		if (greets(first)) {
			return null;
		}
		// A member begins with HZC, and answers HZX to what it does not know.
		if (first[0] == 'H' && first[1] == 'Z') {
			return Refusal.NO_SECRET;
		}
		return speaksTls(first) ? Refusal.NO_TLS : Refusal.NOT_A_NODE;
	}

	/**
	 * Look at the first bytes of a peer where there is nothing to pass. What is no node
	 * is left to Hazelcast.
	 * @param first three bytes
	 * @param called whether the peer was called by this node
	 * @return why it cannot pass, or {@literal null} if it may
	 */
	static @Nullable Refusal recognizeByPlain(byte[] first, boolean called) {
		boolean otherProtocol = called && first[0] == 'H' && first[1] == 'Z' && first[2] == 'X';
		if (greets(first) || otherProtocol) {
			return Refusal.NO_SECRET;
		}
		return speaksTls(first) ? Refusal.NO_TLS : null;
	}

	private static boolean greets(byte[] first) {
		byte[] magic = SecretHandshake.MAGIC;
		return first[0] == magic[0] && first[1] == magic[1] && first[2] == magic[2];
	}

	private static boolean speaksTls(byte[] first) {
		return (first[0] == TLS_HANDSHAKE || first[0] == TLS_ALERT) && first[1] == TLS_MAJOR;
	}

}
