package io.distsys.singleton;

import java.nio.ByteBuffer;
import java.time.Duration;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.Ownership.Cession;

/**
 * The state of a singleton on its way.
 *
 * @param origin the node and the grant that have ended, which name the state
 * @param occasion why the grant has ended
 * @param patience how long it may be on its way from here
 * @param bytes the encoded state
 */
record OfferedState(Cession origin, StateOffer.Occasion occasion, Duration patience, byte[] bytes) {

	private static final StateOffer.Occasion[] OCCASIONS = StateOffer.Occasion.values();

	private static final byte VERSION = 1;

	private static final int HEADER = 1 + 4 * Long.BYTES + 1;

	/** As the node that keeps it passes it on. */
	OfferedState within(Duration left) {
		return new OfferedState(this.origin, this.occasion, left, this.bytes);
	}

	/** Whether the grant that it is of is this one. */
	boolean isOf(Ownership row) {
		return this.origin.equals(new Cession(row.node(), row.token()));
	}

	byte[] toBytes() {
		return ByteBuffer.allocate(HEADER + this.bytes.length)
			.put(VERSION)
			.putLong(this.origin.node().high())
			.putLong(this.origin.node().low())
			.putLong(this.origin.token().value())
			.putLong(this.patience.toMillis())
			.put((byte) this.occasion.ordinal())
			.put(this.bytes)
			.array();
	}

	static OfferedState fromBytes(byte[] payload) {
		if (payload.length > 0 && payload[0] != VERSION) {
			throw new IllegalArgumentException(
					"The offered state of a singleton is of version " + payload[0] + ", which is not spoken here, only "
							+ VERSION + ": its node runs another version of this library");
		}
		if (payload.length < HEADER || payload[HEADER - 1] < 0 || payload[HEADER - 1] >= OCCASIONS.length) {
			throw new IllegalArgumentException("The offered state of a singleton cannot be read");
		}
		ByteBuffer in = ByteBuffer.wrap(payload, 1, payload.length - 1);
		Cession origin = new Cession(new NodeId(in.getLong(), in.getLong()), new FencingToken(in.getLong()));
		Duration patience = Duration.ofMillis(in.getLong());
		StateOffer.Occasion occasion = OCCASIONS[in.get()];
		byte[] bytes = new byte[in.remaining()];
		in.get(bytes);
		return new OfferedState(origin, occasion, patience, bytes);
	}

}
