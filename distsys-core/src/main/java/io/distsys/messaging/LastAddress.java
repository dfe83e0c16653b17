package io.distsys.messaging;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Addresses as text and as bytes. The last one is remembered: mostly the next message is
 * for the same. Thread-safe.
 */
final class LastAddress {

	private volatile Address last = new Address("", new byte[0]);

	/** The bytes of an address; not to be changed. */
	byte[] utf8(String name) {
		Address present = this.last;
		if (!present.name().equals(name)) {
			present = new Address(name, name.getBytes(StandardCharsets.UTF_8));
			this.last = present;
		}
		return present.utf8();
	}

	/** The text of an address. */
	String name(byte[] utf8) {
		Address present = this.last;
		if (!Arrays.equals(present.utf8(), utf8)) {
			present = new Address(new String(utf8, StandardCharsets.UTF_8), utf8);
			this.last = present;
		}
		return present.name();
	}

	private record Address(String name, byte[] utf8) {

	}

}
