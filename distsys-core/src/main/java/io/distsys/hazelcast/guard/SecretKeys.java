package io.distsys.hazelcast.guard;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * The keys that the secrets stand for. They are derived slowly, once at start, so that
 * whoever has recorded a handshake pays for each guess.
 */
final class SecretKeys {

	static final int PROOF_LENGTH = 32;

	private static final String MAC = "HmacSHA256";

	private static final int ITERATIONS = 60_000;

	private static final byte[] SALT = "distsys member handshake 1".getBytes(StandardCharsets.US_ASCII);

	private final List<SecretKey> keys;

	SecretKeys(List<String> secrets) {
		this.keys = secrets.stream().map(SecretKeys::derive).toList();
	}

	private static SecretKey derive(String secret) {
		try {
			PBEKeySpec spec = new PBEKeySpec(secret.toCharArray(), SALT, ITERATIONS, PROOF_LENGTH * Byte.SIZE);
			byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
			spec.clearPassword();
			return new SecretKeySpec(key, MAC);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This Java has no PBKDF2WithHmacSHA256", ex);
		}
	}

	/** The key that this node proves first. */
	SecretKey first() {
		return this.keys.get(0);
	}

	/**
	 * Find the key of a proof. All keys are tried, so the time does not tell which fits.
	 * @return the key, or {@literal null} if none fits
	 */
	@Nullable SecretKey find(byte[] proof, String role, byte[]... parts) {
		SecretKey found = null;
		for (SecretKey key : this.keys) {
			if (MessageDigest.isEqual(prove(key, role, parts), proof)) {
				found = key;
			}
		}
		return found;
	}

	/** Prove that the key is known. The parts must have fixed lengths. */
	static byte[] prove(SecretKey key, String role, byte[]... parts) {
		try {
			Mac mac = Mac.getInstance(MAC);
			mac.init(key);
			mac.update(role.getBytes(StandardCharsets.US_ASCII));
			for (byte[] part : parts) {
				mac.update(part);
			}
			return mac.doFinal();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This Java has no " + MAC, ex);
		}
	}

}
