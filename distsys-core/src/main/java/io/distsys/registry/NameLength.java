package io.distsys.registry;

import java.util.Map;

import io.distsys.tracker.MetadataCodec;

/**
 * How long a strong name may be: no longer than an available one. It stands in the log
 * and in the table of every node, and must fit into messages with others.
 */
final class NameLength {

	/** Of the name and its metadata together. */
	static final int MAX_BYTES = 65_536;

	private NameLength() {
	}

	/**
	 * Refuse what is too long.
	 * @throws IllegalArgumentException if name and metadata are
	 */
	static void require(String name, Map<String, String> metadata) {
		int nameLength = MetadataCodec.lengthOf(name);
		if (nameLength > MetadataCodec.MAX_TEXT_BYTES) {
			throw new IllegalArgumentException(
					"The name has " + nameLength + " bytes, " + MetadataCodec.MAX_TEXT_BYTES + " are allowed");
		}
		long length = nameLength + MetadataCodec.lengthOf(metadata);
		if (length > MAX_BYTES) {
			throw new IllegalArgumentException("The name '" + name + "' and its metadata have " + length
					+ " bytes together, " + MAX_BYTES + " are allowed");
		}
	}

}
