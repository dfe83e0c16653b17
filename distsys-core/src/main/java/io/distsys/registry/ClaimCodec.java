package io.distsys.registry;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;

import io.distsys.time.HybridTimestamp;
import io.distsys.tracker.MetadataCodec;
import io.distsys.tracker.Tracked;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A claim as an entry of a tracker: the key is the name, the owner the node. */
final class ClaimCodec {

	private static final Logger logger = LoggerFactory.getLogger(ClaimCodec.class);

	private static final byte VERSION = 1;

	private static final int HEADER = Byte.BYTES + 2 * Long.BYTES;

	private ClaimCodec() {
	}

	static byte[] encode(NameClaim claim) {
		byte[] metadata = MetadataCodec.encode(claim.metadata());
		return ByteBuffer.allocate(HEADER + metadata.length)
			.put(VERSION)
			.putLong(claim.registeredAt().value())
			.putLong(claim.updatedAt().value())
			.put(metadata)
			.array();
	}

	/** Empty if it is none, which is logged: a node of another version perhaps. */
	static Optional<NameClaim> decode(Tracked entry) {
		ByteBuffer bytes = ByteBuffer.wrap(entry.value());
		if (bytes.remaining() < HEADER || bytes.get() != VERSION) {
			logger.warn("A name of a node cannot be read name={} node={}", entry.key(), entry.owner());
			return Optional.empty();
		}
		HybridTimestamp registeredAt = new HybridTimestamp(bytes.getLong());
		HybridTimestamp updatedAt = new HybridTimestamp(bytes.getLong());
		byte[] metadata = new byte[bytes.remaining()];
		bytes.get(metadata);
		try {
			return Optional
				.of(new NameClaim(entry.key(), entry.owner(), registeredAt, updatedAt, MetadataCodec.decode(metadata)));
		}
		catch (UncheckedIOException ex) {
			logger.warn("A name of a node cannot be read name={} node={}", entry.key(), entry.owner(), ex);
			return Optional.empty();
		}
	}

}
