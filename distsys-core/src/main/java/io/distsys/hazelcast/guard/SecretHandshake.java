package io.distsys.hazelcast.guard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * One end of the handshake: each proves to the other that it knows the secret, over fresh
 * random numbers of both, for this connection only.
 *
 * <pre>
 * caller  -> called   HELLO      magic, random number, address that was called
 * called  -> caller   CHALLENGE  magic, random number
 * caller  -> called   PROOF      HMAC(key, "caller", HELLO, CHALLENGE, channel)
 * called  -> caller   ANSWER     0, HMAC(key, "called", HELLO, CHALLENGE, channel, PROOF)
 *                                or a reason and zeros
 * </pre>
 *
 * The caller proves first, so whoever only calls learns nothing to guess secrets by. The
 * roles differ, so a proof cannot be sent back to its maker; the address is in it, so a
 * proof made for one node does not open another; {@code channel} is the certificate of
 * the called end if there is TLS, so a proof does not leave its TLS connection. Nothing
 * is negotiated. All lengths are fixed, and nothing after the last message is read by it.
 * <p>
 * Not thread-safe, no I/O, no clock.
 */
abstract class SecretHandshake {

	static final int NONCE_LENGTH = 32;

	static final byte[] MAGIC = "DSH\1".getBytes(StandardCharsets.US_ASCII);

	static final int HELLO_LENGTH = MAGIC.length + NONCE_LENGTH + CalledAddress.LENGTH;

	static final int CHALLENGE_LENGTH = MAGIC.length + NONCE_LENGTH;

	static final int ANSWER_LENGTH = 1 + SecretKeys.PROOF_LENGTH;

	static final byte ACCEPTED = 0;

	static final byte UNKNOWN_SECRET = 1;

	static final byte UNKNOWN_ADDRESS = 2;

	private static final String CALLER = "distsys caller";

	private static final String CALLED = "distsys called";

	final SecretKeys keys;

	/** Empty, or 32 bytes. Asked for when the first message of the peer is here. */
	final Supplier<byte[]> channel;

	byte[] hello = new byte[0];

	byte[] challenge = new byte[0];

	private SecretHandshake(SecretKeys keys, Supplier<byte[]> channel) {
		this.keys = keys;
		this.channel = channel;
	}

	/** What to send before anything is received. */
	abstract byte[] begin();

	/** How long the next message of the peer is, or 0 if it has said all. */
	abstract int expects();

	/**
	 * Take a message.
	 * @param message of the length that was expected
	 * @return what to send
	 * @throws RefusedException if the peer does not pass
	 */
	abstract byte[] receive(byte[] message) throws RefusedException;

	/** What to send to a peer that is refused with a reason. */
	byte[] farewell(Refusal refusal) {
		return new byte[0];
	}

	private static byte[] nonce(SecureRandom random) {
		byte[] nonce = new byte[NONCE_LENGTH];
		random.nextBytes(nonce);
		return nonce;
	}

	private static byte[] concat(byte[]... parts) {
		byte[] all = new byte[Arrays.stream(parts).mapToInt((part) -> part.length).sum()];
		int position = 0;
		for (byte[] part : parts) {
			System.arraycopy(part, 0, all, position, part.length);
			position += part.length;
		}
		return all;
	}

	static void requireMagic(byte[] message) throws RefusedException {
		if (!Arrays.equals(message, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
			throw new RefusedException(Refusal.NOT_A_NODE, null);
		}
	}

	/** The end that has opened the connection. */
	static final class Caller extends SecretHandshake {

		private final byte[] address;

		private final SecureRandom random;

		private byte[] proof = new byte[0];

		private int expected = CHALLENGE_LENGTH;

		Caller(SecretKeys keys, Supplier<byte[]> channel, byte[] address, SecureRandom random) {
			super(keys, channel);
			this.address = address;
			this.random = random;
		}

		@Override
		byte[] begin() {
			this.hello = concat(MAGIC, nonce(this.random), this.address);
			return this.hello;
		}

		@Override
		int expects() {
			return this.expected;
		}

		@Override
		byte[] receive(byte[] message) throws RefusedException {
			if (this.expected == CHALLENGE_LENGTH) {
				requireMagic(message);
				this.challenge = message;
				this.proof = SecretKeys.prove(this.keys.first(), CALLER, this.hello, this.challenge,
						this.channel.get());
				this.expected = ANSWER_LENGTH;
				return this.proof;
			}
			this.expected = 0;
			requireAccepted(message);
			return new byte[0];
		}

		private void requireAccepted(byte[] answer) throws RefusedException {
			byte[] answered = Arrays.copyOfRange(answer, 1, answer.length);
			switch (answer[0]) {
				case ACCEPTED -> {
					byte[] due = SecretKeys.prove(this.keys.first(), CALLED, this.hello, this.challenge,
							this.channel.get(), this.proof);
					if (!MessageDigest.isEqual(due, answered)) {
						throw new RefusedException(Refusal.OTHER_SECRET, null);
					}
				}
				case UNKNOWN_SECRET -> throw new RefusedException(Refusal.OTHER_SECRET, null);
				case UNKNOWN_ADDRESS -> throw new RefusedException(Refusal.OTHER_ADDRESS, null);
				default -> throw new RefusedException(Refusal.NOT_A_NODE, null);
			}
		}

	}

	/** The end that was called. */
	static final class Called extends SecretHandshake {

		private final Collection<CalledAddress> addresses;

		private final SecureRandom random;

		private int expected = HELLO_LENGTH;

		/**
		 * Create it.
		 * @param addresses the addresses that this node may be called by
		 */
		Called(SecretKeys keys, Supplier<byte[]> channel, Collection<CalledAddress> addresses, SecureRandom random) {
			super(keys, channel);
			this.addresses = addresses;
			this.random = random;
		}

		@Override
		byte[] begin() {
			return new byte[0];
		}

		@Override
		int expects() {
			return this.expected;
		}

		@Override
		byte[] receive(byte[] message) throws RefusedException {
			if (this.expected == HELLO_LENGTH) {
				requireMagic(message);
				this.hello = message;
				this.challenge = concat(MAGIC, nonce(this.random));
				this.expected = SecretKeys.PROOF_LENGTH;
				return this.challenge;
			}
			this.expected = 0;
			return concat(new byte[] { ACCEPTED }, answer(message));
		}

		private byte[] answer(byte[] proof) throws RefusedException {
			byte[] bound = this.channel.get();
			var key = this.keys.find(proof, CALLER, this.hello, this.challenge, bound);
			if (key == null) {
				throw new RefusedException(Refusal.OTHER_SECRET, null);
			}
			CalledAddress called = CalledAddress.read(this.hello, MAGIC.length + NONCE_LENGTH);
			if (!this.addresses.contains(called)) {
				throw new RefusedException(Refusal.OTHER_ADDRESS,
						new IllegalStateException("called as " + called + ", known as " + this.addresses));
			}
			return SecretKeys.prove(key, CALLED, this.hello, this.challenge, bound, proof);
		}

		@Override
		byte[] farewell(Refusal refusal) {
			byte[] farewell = new byte[ANSWER_LENGTH];
			farewell[0] = (refusal == Refusal.OTHER_ADDRESS) ? UNKNOWN_ADDRESS : UNKNOWN_SECRET;
			return farewell;
		}

	}

}
