package io.distsys.worker;

import java.nio.charset.StandardCharsets;

/**
 * Says which slot a key belongs to: FNV-1a (64 bits) over the UTF-8 bytes, then the
 * finalizer of MurmurHash3, so that keys that differ in one character spread over all low
 * bits. Part of the wire contract: it must never change.
 */
final class SlotHash {

	private static final long FNV_OFFSET = 0xcbf29ce484222325L;

	private static final long FNV_PRIME = 0x100000001b3L;

	private SlotHash() {
	}

	static int slot(String key, int slots) {
		return (int) (hash(key) & (slots - 1));
	}

	static long hash(String key) {
		long hash = FNV_OFFSET;
		for (byte each : key.getBytes(StandardCharsets.UTF_8)) {
			hash = (hash ^ (each & 0xff)) * FNV_PRIME;
		}
		hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
		hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
		return hash ^ (hash >>> 33);
	}

}
