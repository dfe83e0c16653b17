package io.distsys.singleton;

import java.nio.ByteBuffer;
import java.util.Arrays;

import io.distsys.ownership.FencingToken;

/**
 * The state of a singleton on its way.
 *
 * @param token the grant that has ended
 * @param occasion why it has ended
 * @param bytes the encoded state
 */
record OfferedState(FencingToken token, StateOffer.Occasion occasion, byte[] bytes) {

	private static final StateOffer.Occasion[] OCCASIONS = StateOffer.Occasion.values();

	byte[] toBytes() {
		return ByteBuffer.allocate(Long.BYTES + 1 + this.bytes.length)
			.putLong(this.token.value())
			.put((byte) this.occasion.ordinal())
			.put(this.bytes)
			.array();
	}

	static OfferedState fromBytes(byte[] payload) {
		if (payload.length <= Long.BYTES || payload[Long.BYTES] < 0 || payload[Long.BYTES] >= OCCASIONS.length) {
			throw new IllegalArgumentException("The offered state of a singleton cannot be read");
		}
		return new OfferedState(new FencingToken(ByteBuffer.wrap(payload).getLong()), OCCASIONS[payload[Long.BYTES]],
				Arrays.copyOfRange(payload, Long.BYTES + 1, payload.length));
	}

}
